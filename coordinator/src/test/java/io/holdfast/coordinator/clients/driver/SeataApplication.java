// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.seata.core.exception.TransactionException;
import org.apache.seata.core.model.BranchStatus;
import org.apache.seata.core.model.BranchType;
import org.apache.seata.core.model.GlobalStatus;
import org.apache.seata.rm.DefaultResourceManager;
import org.apache.seata.rm.RMClient;
import org.apache.seata.tm.TMClient;
import org.apache.seata.tm.TransactionManagerHolder;
import org.apache.seata.tm.api.GlobalTransaction;
import org.apache.seata.tm.api.GlobalTransactionContext;
import org.apache.seata.tm.api.TransactionalExecutor;

/** The Seata client of this process, its TM and RM, and the participants behind it. Any thread may call it. */
final class SeataApplication {
    private final Participants participants = new Participants();
    private final ExecutorService trys = Executors.newCachedThreadPool();
    private final String ledgerResource;
    private final Ledger ledger = new Ledger();
    private final Load load;

    SeataApplication(String applicationId, String group) {
        TMClient.init(applicationId, group);
        RMClient.init(applicationId, group);
        ledgerResource = "ledger-of-" + applicationId;
        DefaultResourceManager.get().registerResource(TccResources.of(ledgerResource, ledger));
        load = new Load(this);
    }

    /** Makes this process a participant for one more resource; the coordinator hears of it at once. */
    void addResource(String resourceId) {
        DefaultResourceManager.get().registerResource(TccResources.of(resourceId, participants));
    }

    List<String> obey(String command, List<String> args) throws Exception {
        String first = args.isEmpty() ? "" : args.get(0);
        return switch (command) {
            case "resource" -> done(() -> addResource(first));
            case "merging-threads" -> mergingThreads();
            case "begin" -> List.of(begin(first, Integer.parseInt(args.get(1))));
            case "enlist" -> enlist(first, args.get(1), args.subList(2, args.size()));
            case "register" -> List.of(register(BranchType.valueOf(first), args.get(1), args.get(2), args.get(3)));
            case "report" -> report(first, Long.parseLong(args.get(1)), args.get(2));
            case "commit" -> List.of(commit(first));
            case "rollback" -> List.of(rollback(first));
            case "status" -> List.of(status(first).name());
            case "execute" -> new TemplateRun(this, participants, args).run();
            case "misbehave" -> done(() -> participants.misbehave(first, args.get(1), Integer.parseInt(args.get(2))));
            case "release" -> done(() -> participants.release(first));
            case "calls" -> participants.callsOf(first);
            case "freeze" -> done(() -> freeze(first, args.get(1), Integer.parseInt(args.get(2))));
            case "ledger" -> ledger.totals();
            case "ledger-rows" -> ledger.rows();
            case "load-start" -> done(() -> load.start(args));
            case "load-progress" -> List.of(String.valueOf(load.answered()));
            case "load-stop" -> done(load::stop);
            case "load-report" -> load.report(Integer.parseInt(first));
            default -> throw new IllegalArgumentException("no such command: " + command);
        };
    }

    private interface Action {
        void run() throws Exception;
    }

    private static List<String> done(Action action) throws Exception {
        action.run();
        return List.of();
    }

    /** The client's threads that put waiting requests into one message: there is one per role that merges. */
    private static List<String> mergingThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("rpcMergeMessageSend"))
                .sorted()
                .toList();
    }

    static String begin(String name, int timeoutMillis) throws TransactionException {
        return TransactionManagerHolder.get().begin(null, null, name, timeoutMillis);
    }

    /**
     * Registers a TCC branch per resource, all at the same time: that is when a client that merges requests does merge.
     *
     * @return the branch ids in the order of the resources
     */
    List<String> enlist(String xid, String applicationData, List<String> resources) throws TransactionException {
        List<Future<String>> pending = new ArrayList<>();
        for (String resource : resources) {
            pending.add(trys.submit(() -> register(BranchType.TCC, xid, resource, applicationData)));
        }
        List<String> branches = new ArrayList<>();
        for (Future<String> branch : pending) {
            branches.add(await(branch));
        }
        return branches;
    }

    private static String await(Future<String> branch) throws TransactionException {
        try {
            return branch.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TransactionException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The Try of the ledger, in a participant's order: first the branch, then the business. */
    void freeze(String xid, String account, int amount) throws TransactionException {
        String branch = register(BranchType.TCC, xid, ledgerResource, "{\"actionContext\":{}}");
        ledger.freeze(xid, branch, account, amount);
    }

    private static String register(BranchType type, String xid, String resource, String applicationData)
            throws TransactionException {
        String lockKeys = type == BranchType.AT ? "orders:1" : null;
        return String.valueOf(
                DefaultResourceManager.get().branchRegister(type, resource, null, xid, applicationData, lockKeys));
    }

    private static List<String> report(String xid, long branchId, String applicationData) throws TransactionException {
        DefaultResourceManager.get()
                .branchReport(BranchType.TCC, xid, branchId, BranchStatus.Registered, applicationData);
        return List.of();
    }

    private static String commit(String xid) throws TransactionException {
        GlobalTransaction transaction = GlobalTransactionContext.reload(xid);
        transaction.commit();
        return transaction.getLocalStatus().name();
    }

    private static String rollback(String xid) throws TransactionException {
        GlobalTransaction transaction = GlobalTransactionContext.reload(xid);
        transaction.rollback();
        return transaction.getLocalStatus().name();
    }

    static GlobalStatus status(String xid) throws TransactionException {
        return TransactionManagerHolder.get().getStatus(xid);
    }

    /** What an exception of the client says in machine-readable form; empty if it says nothing. */
    static String codeOf(Throwable thrown) {
        if (thrown instanceof TransactionException refused && refused.getCode() != null) {
            return refused.getCode().name();
        }
        if (thrown instanceof TransactionalExecutor.ExecutionException outcome) {
            return outcome.getCode().name();
        }
        return "";
    }

    /** All messages of an exception and its causes, as a log would show them. */
    static String messagesOf(Throwable thrown) {
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            messages.append(messages.isEmpty() ? "" : " <- ").append(cause);
        }
        return messages.toString();
    }
}
