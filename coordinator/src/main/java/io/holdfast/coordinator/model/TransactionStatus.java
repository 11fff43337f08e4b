// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

import java.util.EnumMap;
import java.util.Map;

/** The states of a global transaction, and the only ways between them. */
public enum TransactionStatus {
    /** Begun and undecided: branches may register. */
    TRYING,
    /** COMMIT is decided, not every branch has acknowledged its Confirm. */
    CONFIRMING,
    /** CANCEL is decided, not every branch has acknowledged its Cancel. */
    CANCELLING,
    /** Over: every branch is confirmed. */
    CONFIRMED,
    /** Over: every branch is cancelled. */
    CANCELLED;

    /** What moves a global transaction on. */
    public enum Event {
        COMMIT_DECIDED,
        CANCEL_DECIDED,
        ALL_ACKNOWLEDGED
    }

    private static final Map<TransactionStatus, Map<Event, TransactionStatus>> NEXT = new EnumMap<>(Map.of(
            TRYING, Map.of(Event.COMMIT_DECIDED, CONFIRMING, Event.CANCEL_DECIDED, CANCELLING),
            CONFIRMING, Map.of(Event.ALL_ACKNOWLEDGED, CONFIRMED),
            CANCELLING, Map.of(Event.ALL_ACKNOWLEDGED, CANCELLED),
            CONFIRMED, Map.of(),
            CANCELLED, Map.of()));

    /** @throws InvariantBroken if the table has no such transition */
    public TransactionStatus on(Event event) {
        TransactionStatus next = NEXT.get(this).get(event);
        if (next == null) {
            throw Invariant.broken("I1 no transition from " + this + " on " + event);
        }
        return next;
    }

    /** How a transaction stands whose decision has been carried out. */
    public static TransactionStatus after(Decision decision) {
        return decision == Decision.COMMIT ? CONFIRMED : CANCELLED;
    }

    public boolean isFinal() {
        return this == CONFIRMED || this == CANCELLED;
    }
}
