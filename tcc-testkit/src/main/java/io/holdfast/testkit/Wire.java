// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.participant.BranchCall;

/** A way to reach one participant. Any number of threads may call at once. */
public interface Wire extends AutoCloseable {

    /**
     * Makes one call as a coordinator does, and waits for its answer. Never throws for what the participant does.
     *
     * @param arguments those of Try, in all three phases
     */
    Answer call(BranchCall call, Object... arguments);

    /** Whether the participant is known to declare a business key for these arguments. */
    default boolean hasBusinessKey(Object... arguments) {
        return false;
    }

    @Override
    default void close() {}
}
