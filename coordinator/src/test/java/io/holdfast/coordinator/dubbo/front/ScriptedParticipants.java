// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.port.Coordinator;
import io.holdfast.coordinator.port.Participants;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Participants that do what their branch's name says: {@code refuses}, {@code breaks}, {@code hangs}; all others are fine. */
final class ScriptedParticipants implements Participants, AutoCloseable {
    private final List<BranchCall> calls = new CopyOnWriteArrayList<>();
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final Coordinator coordinator;

    ScriptedParticipants(Coordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public void call(BranchCall call) {
        calls.add(call);
        executor.execute(() -> answer(call));
    }

    private void answer(BranchCall call) {
        String name = call.facts().target().name();
        if (name.startsWith("hangs")) {
            return;
        }
        coordinator.offer(call.answered(call.phase() == Phase.TRY ? tried(name) : new CallResult.Done()));
    }

    private static CallResult tried(String name) {
        if (name.startsWith("refuses")) {
            return new CallResult.Refused("no stock");
        }
        return name.startsWith("breaks")
                ? new CallResult.Retry("connection reset")
                : new CallResult.Done("{\"frozen\":2}");
    }

    /** What was called for a transaction, as {@code TRY stock}, in order. */
    List<String> calls(String xid) {
        return calls.stream()
                .filter(call -> call.xid().toString().equals(xid))
                .map(call -> call.phase() + " " + call.facts().target().name())
                .toList();
    }

    BranchCall call(String xid, Phase phase, String name) {
        return calls.stream()
                .filter(call -> call.xid().toString().equals(xid)
                        && call.phase() == phase
                        && call.facts().target().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
