// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

/**
 * The answers to one merged request of a client that wants them all in one frame, in the order of the requests. Used by
 * the connection's event loop only.
 */
final class MergedReply {
    private final int requestId;
    private final WireAnswer[] answers;
    private int missing;

    MergedReply(int requestId, int requests) {
        this.requestId = requestId;
        this.answers = new WireAnswer[requests];
        this.missing = requests;
    }

    int requestId() {
        return requestId;
    }

    WireAnswer[] answers() {
        return answers;
    }

    /** @return whether this was the last one missing */
    boolean put(int slot, WireAnswer answer) {
        if (answers[slot] == null) {
            missing--;
        }
        answers[slot] = answer;
        return missing == 0;
    }
}
