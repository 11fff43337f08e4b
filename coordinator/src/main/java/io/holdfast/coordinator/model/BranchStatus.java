// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

import java.util.EnumMap;
import java.util.Map;

/** The states of a branch, and the only ways between them. */
public enum BranchStatus {
    /** Registered; its Try may not have started, may be running, done or failed: the coordinator does not know. */
    REGISTERED,
    /** To be confirmed until it acknowledges. */
    CONFIRMING,
    /** To be cancelled until it acknowledges. */
    CANCELLING,
    CONFIRMED,
    CANCELLED;

    /** What moves a branch on. */
    public enum Event {
        COMMIT_DECIDED,
        CANCEL_DECIDED,
        ACKNOWLEDGED
    }

    private static final Map<BranchStatus, Map<Event, BranchStatus>> NEXT = new EnumMap<>(Map.of(
            REGISTERED, Map.of(Event.COMMIT_DECIDED, CONFIRMING, Event.CANCEL_DECIDED, CANCELLING),
            CONFIRMING, Map.of(Event.ACKNOWLEDGED, CONFIRMED),
            CANCELLING, Map.of(Event.ACKNOWLEDGED, CANCELLED),
            CONFIRMED, Map.of(),
            CANCELLED, Map.of()));

    /** @throws InvariantBroken if the table has no such transition */
    public BranchStatus on(Event event) {
        BranchStatus next = NEXT.get(this).get(event);
        if (next == null) {
            throw Invariant.broken("I3 no branch transition from " + this + " on " + event);
        }
        return next;
    }
}
