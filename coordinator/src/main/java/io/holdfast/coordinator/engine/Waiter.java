// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import io.holdfast.coordinator.model.Input.AskStatus;
import io.holdfast.coordinator.model.Input.Await;
import io.holdfast.coordinator.model.Input.Request;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.WaitFor;
import io.holdfast.coordinator.model.Xid;

/**
 * Somebody who waits for something to happen to a transaction.
 *
 * @param kind what is waited for, and answered
 */
record Waiter(ReplyTo replyTo, Kind kind) {
    enum Kind {
        /** Gets the outcome when the transaction is decided. */
        DECIDED,
        /** Gets the outcome when it has ended. */
        COMPLETED,
        /** Gets the standing when it has ended, or a call has failed: a client of Seata's would not wait longer. */
        COMPLETED_OR_FAILING,
        /** Gets the standing as soon as it may be told: see {@link GlobalTransaction#mayHaveEnded}. */
        STANDING,
        /** Gets the outcome as soon as it may be told. */
        OUTCOME
    }

    static Kind kindOf(WaitFor waitFor) {
        return switch (waitFor) {
            case ACCEPTED -> Kind.OUTCOME;
            case DECIDED -> Kind.DECIDED;
            case COMPLETED -> Kind.COMPLETED;
        };
    }

    /** The same question once more. */
    Request asRequest(Xid xid) {
        return switch (kind) {
            case STANDING, COMPLETED_OR_FAILING -> new AskStatus(xid.id(), replyTo);
            case OUTCOME -> new Await(xid, WaitFor.ACCEPTED, replyTo);
            case DECIDED -> new Await(xid, WaitFor.DECIDED, replyTo);
            case COMPLETED -> new Await(xid, WaitFor.COMPLETED, replyTo);
        };
    }

    boolean wantsOutcome() {
        return kind == Kind.DECIDED || kind == Kind.COMPLETED || kind == Kind.OUTCOME;
    }
}
