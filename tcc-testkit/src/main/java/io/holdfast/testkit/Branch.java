// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.participant.BranchCall;
import io.holdfast.participant.guard.Phase;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One branch that is played. Any thread may take calls of it. */
final class Branch {

    private final String name;
    private final String xid;
    private final long id;
    private final Object[] arguments;
    private final Map<Phase, AtomicInteger> attempts = new EnumMap<>(Phase.class);

    /**
     * A branch that was not called yet.
     *
     * @param name short, for the report of what was played
     */
    Branch(String name, String xid, long id, Object... arguments) {
        this.name = name;
        this.xid = xid;
        this.id = id;
        this.arguments = arguments;
        Arrays.stream(Phase.values()).forEach(phase -> attempts.put(phase, new AtomicInteger()));
    }

    /** The next attempt of that phase. */
    BranchCall call(Phase phase, long remainingMillis) {
        return new BranchCall(xid, id, phase, attempts.get(phase).incrementAndGet(), remainingMillis);
    }

    String name() {
        return name;
    }

    String xid() {
        return xid;
    }

    Object[] arguments() {
        return arguments;
    }

    @Override
    public String toString() {
        return name + " = branch " + id + " of " + xid + " " + Text.cut(Arrays.deepToString(arguments));
    }
}
