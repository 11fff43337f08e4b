// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.holdfast.coordinator.model.BranchCall;
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
    private record Pending(BranchCall call, String xid, long expiresNanos) {}

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
     * @return false if as many calls are unanswered as are allowed
     */
    boolean add(int id, BranchCall call, String xid, long nowNanos) {
        dropExpired(nowNanos);
        if (byId.size() >= limit) {
            return false;
        }
        byId.put(id, new Pending(call, xid, nowNanos + expiryNanos));
        return true;
    }

    /**
     * Takes the call that a response answers. The id alone would not do: a client answers on whatever connection it has by
     * then, perhaps a call of this server's predecessor, which counted from the same start.
     *
     * @return null if no call waits for this response
     */
    BranchCall take(int id, ClientMessage.BranchResult response) {
        Pending pending = byId.get(id);
        if (pending == null
                || pending.call.branchId() != response.branchId()
                || pending.call.phase() != response.phase()
                || !pending.xid.equals(response.xid())) {
            return null;
        }
        byId.remove(id);
        return pending.call;
    }

    List<BranchCall> drain() {
        List<BranchCall> calls = new ArrayList<>(byId.size());
        byId.values().forEach(pending -> calls.add(pending.call));
        byId.clear();
        return calls;
    }

    private void dropExpired(long nowNanos) {
        Iterator<Pending> oldest = byId.values().iterator();
        while (oldest.hasNext() && oldest.next().expiresNanos - nowNanos <= 0) {
            oldest.remove();
        }
    }
}
