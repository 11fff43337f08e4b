// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Every transition must be taken under every fault, but for those pairs that cannot be. */
final class Pairs {
    private static final String LOST_WITH_ITS_OWNER =
            "a transaction without a record lives in its owner's memory alone, and is gone with it";
    private static final String NOTHING_TO_TRY = "the begin is written with the first branch, and no Try comes before";
    private static final String SELDOM =
            "needs a first registration that outlasts the client's patience, and a lost rollback: once in 10,000 worlds";

    private static final String HARDLY_EVER = "seen in longer runs, and not in every 10,000 worlds";

    private static final String RESTART_DECIDES =
            "what is being tried when its owner is lost is decided by the restart, unless another owner was struck";

    private static final Set<Transition> BY_TRIES = EnumSet.of(
            Transition.DECIDED_BY_TRIED, Transition.DECIDED_BY_TRY_REFUSED, Transition.DECIDED_BY_TRY_FAILED);

    private static final Set<String> NOW_AND_THEN = Set.of(SELDOM, HARDLY_EVER, RESTART_DECIDES);

    private Pairs() {}

    /** Null if the pair must be met. */
    static String whyNot(Fault fault, Transition transition) {
        if (transition == Transition.DECIDED_BY_TRY_FAILED
                && (fault == Fault.TWO_OWNERS || fault == Fault.CLOCK_JUMPS_AHEAD)) {
            return HARDLY_EVER;
        }
        if (BY_TRIES.contains(transition)) {
            return whyNotByTries(fault);
        }
        if (transition != Transition.BEGUN) {
            return null;
        }
        return switch (fault) {
            case APPEND_FAILS_LOST,
                    TAKE_FAILS,
                    RECOVERY_READ_FAILS,
                    CRASH_IN_APPEND_LOST,
                    CRASH_AFTER_APPEND,
                    CRASH_BEFORE_TAKE,
                    CRASH_AFTER_TAKE,
                    CRASH_IN_RECOVERY,
                    KILL,
                    FENCED_OWNER_RETAKES -> LOST_WITH_ITS_OWNER;
            case PARTICIPANT_ROLLS_BACK, PARTICIPANT_DIES, ANSWER_LOST, TRY_HANGS -> NOTHING_TO_TRY;
            case CLIENT_CHANGES_ITS_MIND -> SELDOM;
            case CRASH_WHILE_SENDING -> HARDLY_EVER;
            default -> null;
        };
    }

    private static String whyNotByTries(Fault fault) {
        return switch (fault) {
            case APPEND_FAILS_LOST,
                    TAKE_FAILS,
                    RECOVERY_READ_FAILS,
                    CRASH_IN_APPEND_LOST,
                    CRASH_AFTER_APPEND,
                    CRASH_WHILE_SENDING,
                    CRASH_BEFORE_TAKE,
                    CRASH_AFTER_TAKE,
                    CRASH_IN_RECOVERY,
                    KILL,
                    FENCED_OWNER_RETAKES -> RESTART_DECIDES;
            case LOOK_UP_FAILS -> HARDLY_EVER; // A key is looked up before it has a transaction.
            default -> null;
        };
    }

    static List<String> notMet(Marks marks) {
        List<String> missing = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            for (Transition transition : Transition.values()) {
                if (whyNot(fault, transition) == null && marks.count(fault, transition) == 0) {
                    missing.add(fault + " x " + transition);
                }
            }
        }
        return missing;
    }

    /** Pairs that are met, whatever is said about why they cannot be. */
    static List<String> metAllTheSame(Marks marks) {
        List<String> met = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            for (Transition transition : Transition.values()) {
                String why = whyNot(fault, transition);
                if (why != null && !NOW_AND_THEN.contains(why) && marks.count(fault, transition) > 0) {
                    met.add(fault + " x " + transition + ": " + why);
                }
            }
        }
        return met;
    }

    static Set<Transition> notTaken(Marks marks) {
        Set<Transition> missing = EnumSet.allOf(Transition.class);
        missing.removeIf(transition -> marks.count(transition) > 0);
        return missing;
    }

    static Set<Transition> notTakenUnderFaults(Marks marks) {
        Set<Transition> missing = EnumSet.allOf(Transition.class);
        for (Fault fault : Fault.values()) {
            missing.removeIf(transition -> marks.count(fault, transition) > 0);
        }
        return missing;
    }
}
