// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Input.AboutTransaction;
import io.holdfast.coordinator.model.Input.Begin;
import io.holdfast.coordinator.model.Input.BranchAnswered;
import io.holdfast.coordinator.model.Input.FindByKey;
import io.holdfast.coordinator.model.Input.Submit;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.Coordinator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Finds the lane of an input: a begin goes to the next one in turn, or where its key leads, all else to
 * the lane that the id names. */
public final class Router implements Coordinator {
    private final List<Lane> lanes;
    private final AtomicInteger turn = new AtomicInteger();

    /** @param lanes lane n at index n, at least one */
    public Router(List<Lane> lanes) {
        this.lanes = List.copyOf(lanes);
    }

    @Override
    public boolean offer(Input input) {
        if (input instanceof Submit submit && submit.facts().labels().key() != null) {
            return laneOf(submit.facts().labels().key()).offer(input);
        }
        if (input instanceof FindByKey find) {
            return laneOf(find.key()).offer(input);
        }
        if (input instanceof Begin || input instanceof Submit) {
            return lanes.get(Math.floorMod(turn.getAndIncrement(), lanes.size()))
                    .offer(input);
        }
        if (input instanceof AboutTransaction request) {
            return laneOf(request.transaction()).offer(input);
        }
        if (input instanceof BranchAnswered answered) {
            return laneOf(answered.transaction()).offer(input);
        }
        throw new IllegalArgumentException("only a lane itself makes such an input: " + input);
    }

    /** Always the same one, so that what is submitted twice at once meets. */
    private Lane laneOf(String key) {
        return lanes.get(Math.floorMod(key.hashCode(), lanes.size()));
    }

    /** An id that names no lane of ours belongs to no transaction; any lane can find that out. */
    private Lane laneOf(TransactionId id) {
        return lanes.get(id.lane() < lanes.size() ? id.lane() : 0);
    }
}
