// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

import io.holdfast.coordinator.engine.Engine;
import io.holdfast.coordinator.model.Answer.BranchOutcome;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.Input.AboutTransaction;
import io.holdfast.coordinator.model.Input.Await;
import io.holdfast.coordinator.model.Input.LookedUp;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.util.List;

/** Asks the log what the lane does not know. The answers come back as inputs; nothing here blocks. */
public interface LogQuestions {
    /** About a transaction that the lane does not hold. False if too many questions wait already. */
    boolean ask(AboutTransaction request);

    /**
     * Finds the answer to a question about a transaction. Blocks for what it reads.
     *
     * @throws LogFailure if the log cannot be read
     */
    static LookedUp answer(AboutTransaction request, TransactionLog log) throws LogFailure {
        TransactionId id = request.transaction();
        Standing standing = log.findFinished(id);
        if (standing == null) {
            return new LookedUp(request, null, List.of(), log.epoch(id.lane())); // After the other: see there.
        }
        List<BranchOutcome> branches = request instanceof Await ? Engine.branchesOf(log.history(id)) : List.of();
        return new LookedUp(request, standing, branches, 0);
    }

    /** Which transaction has a key. The engine bounds how many of these wait. */
    void askKey(String key, int epoch);
}
