// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.call;

import io.holdfast.coordinator.dubbo.DubboApplication;
import io.holdfast.coordinator.dubbo.call.DubboWire;
import io.holdfast.coordinator.http.HttpWire;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.Target;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.Xid;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** All of the calling side, with the test in the lane's place. */
public final class CallWorld implements AutoCloseable {
    public static final Xid XID = new Xid("127.0.0.1:8091", new TransactionId(4711));

    private final Map<Long, CompletableFuture<CallResult>> results = new ConcurrentHashMap<>();
    private final AtomicLong branchIds = new AtomicLong(100);
    private final DubboApplication dubbo = new DubboApplication();
    private final DirectParticipants participants;
    private volatile boolean laneFull;

    public CallWorld() {
        this(ParticipantsSettings.defaults());
    }

    public CallWorld(ParticipantsSettings settings) {
        this.participants = new DirectParticipants(
                settings,
                new DubboWire(settings, dubbo),
                new HttpWire(settings),
                this::offer,
                System::currentTimeMillis);
    }

    private boolean offer(Input input) {
        if (laneFull) {
            return false;
        }
        Input.BranchAnswered answered = (Input.BranchAnswered) input;
        if (!results.get(answered.branchId()).complete(answered.result())) {
            throw new AssertionError("answered twice: " + answered);
        }
        return true;
    }

    void beFull(boolean full) {
        laneFull = full;
    }

    DirectParticipants participants() {
        return participants;
    }

    /** Starts a call. */
    public CompletableFuture<CallResult> call(Endpoint endpoint, Phase phase, String arguments, long millis) {
        long branchId = branchIds.incrementAndGet();
        CompletableFuture<CallResult> result = new CompletableFuture<>();
        results.put(branchId, result);
        BranchFacts facts = BranchFacts.of(new Target("branch", endpoint, arguments, List.of(), 0), "shop");
        participants.call(new BranchCall(XID, branchId, facts, phase, 1, System.currentTimeMillis() + millis));
        return result;
    }

    /** Calls and waits for the result. */
    public CallResult called(Endpoint endpoint, Phase phase, String arguments) {
        return result(call(endpoint, phase, arguments, 5_000));
    }

    public static CallResult result(CompletableFuture<CallResult> call) {
        try {
            return call.get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        participants.close();
        dubbo.close();
    }
}
