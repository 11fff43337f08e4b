// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private static final long LONGEST_TRANSACTION_SECONDS = 60;

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

    private volatile boolean measuring;
    private volatile boolean stopping;

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
        measuring = false;
        stopping = false;
        int callers = plan.workload().callers();
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        List<Future<Latencies>> running = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int caller = i;
            running.add(threads.submit(() -> call(plan.workload(), caller, books)));
        }
        Window window = new Window(plan);
        try {
            TimeUnit.MILLISECONDS.sleep(plan.warmUpMillis());
            window.open();
            measuring = true;
            TimeUnit.MILLISECONDS.sleep(plan.measuredMillis());
            measuring = false;
            window.close();
        } finally {
            stopping = true;
            threads.shutdown();
        }
        List<Latencies> latencies = ended(running);
        books.close();
        return window.result(latencies, books);
    }

    private static List<Latencies> ended(List<Future<Latencies>> running) throws IOException, InterruptedException {
        List<Latencies> latencies = new ArrayList<>();
        for (Future<Latencies> caller : running) {
            try {
                latencies.add(caller.get(LONGEST_TRANSACTION_SECONDS, TimeUnit.SECONDS));
            } catch (TimeoutException e) {
                throw new IOException("a transaction has not ended for " + LONGEST_TRANSACTION_SECONDS + " s", e);
            } catch (ExecutionException e) {
                throw new IOException("a caller broke: " + e.getCause(), e);
            }
        }
        return latencies;
    }

    /** A caller's whole life: until the round stops, or something goes wrong. */
    private Latencies call(Workload workload, int caller, Books books) {
        Latencies latencies = new Latencies();
        for (long number = caller; !stopping; number++) {
            long start = System.nanoTime();
            try {
                transact(workload, workload.commits(number), books);
            } catch (TransactionException | RuntimeException refused) {
                books.problem("a transaction failed: " + refused);
                break;
            }
            if (measuring) {
                latencies.add(System.nanoTime() - start);
            }
        }
        return latencies;
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
