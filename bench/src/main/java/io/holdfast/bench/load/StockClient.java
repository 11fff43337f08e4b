// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.io.IOException;
import org.apache.seata.core.exception.TransactionException;
import org.apache.seata.core.model.BranchType;
import org.apache.seata.core.model.GlobalStatus;
import org.apache.seata.core.model.ResourceManager;
import org.apache.seata.core.model.TransactionManager;
import org.apache.seata.rm.DefaultResourceManager;
import org.apache.seata.rm.RMClient;
import org.apache.seata.rm.tcc.TCCResource;
import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.apache.seata.tm.TMClient;
import org.apache.seata.tm.TransactionManagerHolder;

/**
 * Seata's own client as it is published, a thread per caller. There can be one in a process, for one address: the client's
 * settings and connections are static.
 */
final class StockClient implements LoadClient {
    /** What the client calls back. Public, because it calls by reflection. */
    public static final class Inventory {
        private volatile Books books = new Books();

        /** Answers the coordinator's Confirm. */
        public boolean confirm(BusinessActionContext context) {
            books.called(context.getBranchId(), true);
            return true;
        }

        /** Answers the coordinator's Cancel. */
        public boolean cancel(BusinessActionContext context) {
            books.called(context.getBranchId(), false);
            return true;
        }
    }

    private final Inventory inventory = new Inventory();
    private final TransactionManager transactions;
    private final ResourceManager branches;

    private StockClient(TransactionManager transactions, ResourceManager branches) {
        this.transactions = transactions;
        this.branches = branches;
    }

    /**
     * Connects as caller and as participant.
     *
     * @param address host:port
     * @param merging whether requests that wait at the same time go into one message, the client's default for branches
     */
    static StockClient connect(String address, boolean merging) {
        // System properties win over the client's file.conf.
        System.setProperty("service.vgroupMapping." + Participant.GROUP, "load");
        System.setProperty("service.load.grouplist", address);
        System.setProperty("transport.enableRmClientBatchSendRequest", Boolean.toString(merging));
        TMClient.init(Participant.APPLICATION, Participant.GROUP);
        RMClient.init(Participant.APPLICATION, Participant.GROUP);
        StockClient client = new StockClient(TransactionManagerHolder.get(), DefaultResourceManager.get());
        DefaultResourceManager.get().registerResource(client.resource());
        return client;
    }

    private TCCResource resource() {
        try {
            TCCResource resource = new TCCResource();
            resource.setActionName(Participant.RESOURCE);
            resource.setTargetBean(inventory);
            resource.setCommitMethodName("confirm");
            resource.setCommitMethod(Inventory.class.getMethod("confirm", BusinessActionContext.class));
            resource.setRollbackMethodName("cancel");
            resource.setRollbackMethod(Inventory.class.getMethod("cancel", BusinessActionContext.class));
            resource.setPrepareMethod(resource.getCommitMethod());
            resource.setCommitArgsClasses(new Class<?>[] {BusinessActionContext.class});
            resource.setRollbackArgsClasses(new Class<?>[] {BusinessActionContext.class});
            resource.setPhaseTwoCommitKeys(new String[1]);
            resource.setPhaseTwoRollbackKeys(new String[1]);
            return resource;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public RoundResult run(RoundPlan plan) throws IOException, InterruptedException {
        Books books = new Books();
        inventory.books = books;
        Workload workload = plan.workload();
        return new ClosedLoop(
                        plan, books, (caller, number) -> transact(workload, workload.commits(caller + number), books))
                .run(books::close);
    }

    private void transact(Workload workload, boolean commits, Books books) throws TransactionException {
        Books.Page page = new Books.Page(commits);
        String xid = transactions.begin(null, null, Participant.TRANSACTION_NAME, Participant.TIMEOUT_MILLIS);
        for (int i = 0; i < workload.branches(); i++) {
            long branchId = branches.branchRegister(
                    BranchType.TCC, Participant.RESOURCE, null, xid, Participant.APPLICATION_DATA, null);
            books.registered(branchId, page);
        }
        GlobalStatus expected = commits ? GlobalStatus.Committed : GlobalStatus.Rollbacked;
        GlobalStatus status = commits ? transactions.commit(xid) : transactions.rollback(xid);
        if (status == expected) {
            books.ended(page);
        } else {
            books.problem("a transaction ended as " + status + " instead of " + expected);
        }
    }

    /** Nothing: the client's own shutdown tells the coordinator no more than the end of the process does. */
    @Override
    public void close() {}
}
