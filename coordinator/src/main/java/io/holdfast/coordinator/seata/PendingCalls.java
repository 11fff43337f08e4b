// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.port.CallMeter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Confirm and Cancel calls that one connection has not answered yet, oldest first. Used by the connection's event
 * loop only. Bounded: what has expired makes room (the lane has given it up long before), and nothing else does.
 */
final class PendingCalls {
    /** A call that waits for its answer. */
    record Pending(BranchCall call, String xid, CallMeter meter, long sentNanos) {
        void ended(boolean well, long nowNanos) {
            meter.ended(well, nowNanos - sentNanos, nowNanos);
        }
    }

    private final Map<Integer, Pending> byId = new LinkedHashMap<>();
    private final int limit;
    private final long expiryNanos;

    PendingCalls(int limit, long expiryNanos) {
        this.limit = limit;
        this.expiryNanos = expiryNanos;
    }

    int size() {
        return byId.size();
    }

    /**
     * @param xid the call's xid as text
     * @param meter hears how long the answer took, or that none came
     * @return false if as many calls are unanswered as are allowed
     */
    boolean add(int id, BranchCall call, String xid, CallMeter meter, long nowNanos) {
        dropExpired(nowNanos);
        if (byId.size() >= limit) {
            return false;
        }
        byId.put(id, new Pending(call, xid, meter, nowNanos));
        return true;
    }

    /**
     * Takes the call that a response answers. The id alone would not do: a client answers on whatever connection it has by
     * then, perhaps a call of this server's predecessor, which counted from the same start.
     *
     * @return null if no call waits for this response
     */
    Pending take(int id, ClientMessage.BranchResult response) {
        Pending pending = byId.get(id);
        if (pending == null
                || pending.call.branchId() != response.branchId()
                || pending.call.phase() != response.phase()
                || !pending.xid.equals(response.xid())) {
            return null;
        }
        byId.remove(id);
        return pending;
    }

    List<BranchCall> drain(long nowNanos) {
        List<BranchCall> calls = new ArrayList<>(byId.size());
        byId.values().forEach(pending -> {
            calls.add(pending.call);
            pending.ended(false, nowNanos);
        });
        byId.clear();
        return calls;
    }

    private void dropExpired(long nowNanos) {
        Iterator<Pending> oldest = byId.values().iterator();
        while (oldest.hasNext()) {
            Pending pending = oldest.next();
            if (nowNanos - pending.sentNanos < expiryNanos) {
                return;
            }
            oldest.remove();
            pending.ended(false, nowNanos);
        }
    }
}
