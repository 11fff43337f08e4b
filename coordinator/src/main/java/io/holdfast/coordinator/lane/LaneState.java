// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

/**
 * What a lane is doing.
 *
 * @param problem why it is halted, for people; null unless it is
 * @param openTransactions begun and not finished
 * @param triesUnderWay of those, how many the coordinator calls the Trys of: whoever takes the lane next would cancel them
 */
public record LaneState(
        int lane, int epoch, Condition condition, String problem, int openTransactions, int triesUnderWay) {
    /** Serving is the only one in which requests are taken. */
    public enum Condition {
        RECOVERING,
        SERVING,
        /** Its log failed, or a bug was seen; it will try to recover. */
        HALTED,
        STOPPED
    }
}
