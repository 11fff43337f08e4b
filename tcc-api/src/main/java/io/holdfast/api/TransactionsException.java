// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

/** A request was not carried out. The message says why, for people, and begins with the field if one is wrong. */
public final class TransactionsException extends Exception {
    private static final long serialVersionUID = 1;

    private final Code code;
    private final String field;

    /** @param field the path of the field that is wrong, such as {@code branches[1].http.tryUrl}; null if it is none */
    public TransactionsException(Code code, String field, String message) {
        super(field == null ? message : field + ": " + message);
        this.code = code;
        this.field = field;
    }

    public Code code() {
        return code;
    }

    /** The path of the field that is wrong, such as {@code branches[1].http.tryUrl}; null if it is none. */
    public String field() {
        return field;
    }

    /** Whether the same request may succeed a little later. Repeat a submission only with an idempotency key. */
    public boolean retryable() {
        return code.retryable();
    }

    /** Why a request was not carried out. */
    public enum Code {
        /** Something in the request is wrong, or against a limit; {@link TransactionsException#field} says what. */
        INVALID_ARGUMENT,
        /** The idempotency key belongs to a submission with another content. */
        KEY_CONFLICT,
        /** Neither memory nor log knows such a transaction: it never had a branch, or its record was purged. */
        NOT_FOUND,
        /**
         * The transaction's state does not allow it: it is decided, its deadline has passed, or it was submitted as a whole,
         * so that the coordinator decides.
         */
        WRONG_STATE,
        /** The coordinator wants an API token, and none was shown that counts. */
        UNAUTHENTICATED,
        /** The API token that was shown has a role that is not enough. */
        PERMISSION_DENIED,
        /** Too much at once. Nothing was changed. */
        BUSY,
        /** The coordinator is recovering or stopping. Whether the request took effect is unknown. */
        UNAVAILABLE,
        /** A bug in the coordinator. Whether the request took effect is unknown. */
        INTERNAL;

        boolean retryable() {
            return this == BUSY || this == UNAVAILABLE;
        }
    }
}
