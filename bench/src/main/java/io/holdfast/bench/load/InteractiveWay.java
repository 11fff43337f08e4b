// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import io.holdfast.sample.api.InventoryAction;
import java.util.List;
import org.apache.seata.core.context.RootContext;
import org.apache.seata.core.exception.TransactionException;
import org.apache.seata.core.model.GlobalStatus;
import org.apache.seata.core.model.TransactionManager;
import org.apache.seata.tm.TMClient;
import org.apache.seata.tm.TransactionManagerHolder;

/** Seata's way, as the samples go it: begin, a Dubbo call to each participant, one after another, commit. */
final class InteractiveWay implements Way {
    private final TransactionManager transactions;
    private final List<InventoryAction> parts;

    /**
     * Connects; once in a process.
     *
     * @param coordinator host:port for Seata's clients
     */
    InteractiveWay(String coordinator, List<InventoryAction> parts) {
        // System properties win over the client's file.conf.
        System.setProperty("service.vgroupMapping." + Participant.GROUP, "load");
        System.setProperty("service.load.grouplist", coordinator);
        TMClient.init(Participant.APPLICATION, Participant.GROUP);
        this.transactions = TransactionManagerHolder.get();
        this.parts = List.copyOf(parts);
    }

    @Override
    public void place(String orderNo) throws TransactionException {
        String xid = transactions.begin(null, null, NAME, TIMEOUT_MILLIS);
        RootContext.bind(xid);
        try {
            for (InventoryAction part : parts) {
                part.freeze(orderNo, SKU, 1);
            }
        } finally {
            RootContext.unbind();
        }
        GlobalStatus status = transactions.commit(xid);
        if (status != GlobalStatus.Committed) {
            throw new IllegalStateException("order " + orderNo + " ended as " + status);
        }
    }
}
