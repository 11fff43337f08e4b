// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.api;

import java.util.Objects;

/**
 * A participant's "no" to a Try.
 *
 * <p>It is an exception and not a result, because it must undo the Try: the guard's row and everything the Try wrote
 * roll back together, and the later Cancel finds nothing to release. Each action declares it, which is what makes
 * Dubbo carry it to the caller as it is instead of as an anonymous RuntimeException.
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    /** @param message for a person: what was asked for and what there was */
    public RefusedException(Refusal refusal, String message) {
        super(message);
        this.refusal = Objects.requireNonNull(refusal, "refusal");
    }

    /** Never null. */
    public Refusal refusal() {
        return refusal;
    }
}
