// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients.driver;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.seata.rm.tcc.api.BusinessActionContext;

/**
 * Participants that write down every Confirm and Cancel that reaches them, and fail those that they were told to fail.
 * The client's own threads call them.
 */
public final class Participants {
    /** How a call ends, instead of well. */
    private enum Fault {
        /** The method returns false. */
        REFUSE,
        /** The method throws. */
        THROW,
        /** The method does not return until it is released. */
        HOLD
    }

    private record Misbehaviour(Fault fault, AtomicInteger times, CountDownLatch released) {}

    private final Map<String, List<String>> callsByXid = new ConcurrentHashMap<>();
    private final Map<String, Misbehaviour> misbehaviours = new ConcurrentHashMap<>();

    public boolean confirm(BusinessActionContext context) {
        return called("confirm", context);
    }

    public boolean cancel(BusinessActionContext context) {
        return called("cancel", context);
    }

    private boolean called(String method, BusinessActionContext context) {
        Misbehaviour misbehaviour = misbehaviours.get(context.getXid());
        if (misbehaviour == null || misbehaviour.times().getAndDecrement() <= 0) {
            return write(method, "done", context);
        }
        write(method, misbehaviour.fault().name(), context);
        return switch (misbehaviour.fault()) {
            case REFUSE -> false;
            case THROW -> throw new IllegalStateException("told to fail");
            case HOLD -> {
                awaitRelease(misbehaviour.released());
                yield write(method, "done", context);
            }
        };
    }

    private boolean write(String method, String outcome, BusinessActionContext context) {
        List<String> calls = callsByXid.computeIfAbsent(context.getXid(), xid -> new CopyOnWriteArrayList<>());
        calls.add(String.join(
                " ",
                method,
                outcome,
                context.getActionName(),
                String.valueOf(context.getBranchId()),
                String.valueOf(context.getActionContext("payload"))));
        return true;
    }

    private static void awaitRelease(CountDownLatch released) {
        try {
            if (!released.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("held and never released");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next calls for this transaction end with a {@link Fault}. */
    void misbehave(String xid, String fault, int times) {
        misbehaviours.put(xid, new Misbehaviour(Fault.valueOf(fault), new AtomicInteger(times), new CountDownLatch(1)));
    }

    /** The calls that are held return, and those that follow end well. */
    void release(String xid) {
        Misbehaviour misbehaviour = misbehaviours.get(xid);
        misbehaviour.times().set(0);
        misbehaviour.released().countDown();
    }

    /** All calls for a transaction so far: method, outcome, resource, branch id and payload, with spaces between them. */
    List<String> callsOf(String xid) {
        return callsByXid.getOrDefault(xid, List.of());
    }
}
