// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import java.util.List;

/** The coordinator in this process, as it sees itself. Safe for any thread; never blocks. */
public interface ThisNode {
    /** Its name in the log, as {@link TransactionSearch.Lane#owner} has it; empty while it starts. */
    String name();

    /** Whether it takes requests. */
    boolean isServing();

    List<ServedLane> lanes();

    /**
     * A lane that is served here.
     *
     * @param condition RECOVERING, SERVING, HALTED or STOPPED
     * @param problem why it is halted; null unless it is
     * @param openTransactions begun and not finished, written down or not
     * @param triesUnderWay of those, how many the coordinator calls the Trys of
     * @param waiting requests and answers that the lane has not taken yet
     */
    record ServedLane(
            int lane,
            int epoch,
            String condition,
            String problem,
            int openTransactions,
            int triesUnderWay,
            int waiting) {}
}
