// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients.driver;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.seata.core.context.RootContext;
import org.apache.seata.core.model.GlobalStatus;
import org.apache.seata.tm.TransactionManagerHolder;
import org.apache.seata.tm.api.TransactionalExecutor;
import org.apache.seata.tm.api.TransactionalTemplate;
import org.apache.seata.tm.api.transaction.TransactionInfo;

/**
 * One run of a business method under the client's {@code TransactionalTemplate}, which is what stands behind
 * {@code @GlobalTransactional}: what comes out of it is what an application sees. For one use by one thread.
 */
final class TemplateRun implements TransactionalExecutor {
    /** What the business method does, once its branches are registered. */
    private enum Ending {
        RETURN,
        THROW,
        /** Returns, and the first Confirm of its transaction will throw. */
        RETURN_WITH_FAILING_CONFIRM,
        /** Returns when the coordinator no longer says that the transaction is undecided. */
        OUTLIVE_TIMEOUT,
        /** The same, and the client's own look at the clock before it commits finds nothing. */
        OUTLIVE_TIMEOUT_UNNOTICED,
        /** Returns after somebody else has rolled the transaction back. */
        ROLLED_BACK_ELSEWHERE
    }

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SeataApplication application;
    private final Participants participants;
    private final Ending ending;
    private final String applicationData;
    private final List<String> resources;
    private final TransactionInfo info = new TransactionInfo();
    private String xid = "";

    /** @param args name, timeout in milliseconds, ending, application data of each branch, resources */
    TemplateRun(SeataApplication application, Participants participants, List<String> args) {
        this.application = application;
        this.participants = participants;
        info.setName(args.get(0));
        info.setTimeOut(Integer.parseInt(args.get(1)));
        this.ending = Ending.valueOf(args.get(2));
        this.applicationData = args.get(3);
        this.resources = args.subList(4, args.size());
    }

    /** @return the xid, "returned" or the code of the exception that the application sees, and what that one says */
    List<String> run() {
        try {
            new TransactionalTemplate().execute(this);
            return List.of(xid, "returned", "");
        } catch (Throwable thrown) {
            return List.of(xid, SeataApplication.codeOf(thrown), SeataApplication.messagesOf(thrown));
        }
    }

    @Override
    public Object execute() throws Throwable {
        xid = RootContext.getXID();
        application.enlist(xid, applicationData, resources);
        switch (ending) {
            case RETURN -> {}
            case THROW -> throw new IllegalStateException("the business refuses");
            case RETURN_WITH_FAILING_CONFIRM -> participants.misbehave(xid, "THROW", 1);
            case OUTLIVE_TIMEOUT -> outlive();
            case OUTLIVE_TIMEOUT_UNNOTICED -> {
                outlive();
                info.setTimeOut((int) PATIENCE.toMillis());
            }
            case ROLLED_BACK_ELSEWHERE -> TransactionManagerHolder.get().rollback(xid);
        }
        return null;
    }

    private void outlive() throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (SeataApplication.status(xid) == GlobalStatus.Begin) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("still undecided after " + PATIENCE);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Override
    public TransactionInfo getTransactionInfo() {
        return info;
    }
}
