// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.coordinator.engine.Backoff;
import io.holdfast.coordinator.engine.EngineSettings;
import io.holdfast.coordinator.lane.Lane;
import io.holdfast.coordinator.lane.LaneSettings;
import io.holdfast.coordinator.lane.Router;
import io.holdfast.coordinator.log.JdbcTransactionLog;
import io.holdfast.coordinator.port.Coordinator;
import io.holdfast.coordinator.port.Ownership;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.seata.core.exception.TransactionException;
import org.apache.seata.core.exception.TransactionExceptionCode;
import org.apache.seata.core.model.BranchType;
import org.apache.seata.core.model.GlobalStatus;
import org.apache.seata.core.rpc.netty.RmNettyRemotingClient;
import org.apache.seata.core.rpc.netty.TmNettyRemotingClient;
import org.apache.seata.rm.DefaultResourceManager;
import org.apache.seata.rm.RMClient;
import org.apache.seata.rm.tcc.TCCResource;
import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.apache.seata.tm.TMClient;
import org.apache.seata.tm.api.GlobalTransaction;
import org.apache.seata.tm.api.GlobalTransactionContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stock client 2.6.0, unmodified and in this JVM, against the real lane and log behind the real front. */
class StockClientIT {
    private static final String ACTION = "reserve";
    private static final Participant PARTICIPANT = new Participant();

    @TempDir
    static Path directory;

    private static JdbcTransactionLog log;
    private static Lane lane;
    private static SeataServer server;

    @BeforeAll
    static void start() throws Exception {
        AtomicReference<Router> router = new AtomicReference<>();
        Coordinator coordinator = input -> router.get().offer(input);
        // One event loop for everybody, and room for twice the requests of one client in flight, and some more.
        SeataFrontSettings settings = FrontUnderTest.settings(8192, Duration.ofSeconds(15));
        server = new SeataServer(settings, Admission.everybody(), coordinator);
        log = JdbcTransactionLog.embedded(directory.resolve("log.db"), "test", System::currentTimeMillis);
        lane = new Lane(
                0,
                log,
                server.openOutbox(),
                new EngineSettings(
                        "127.0.0.1:8091",
                        60_000,
                        600_000,
                        5_000,
                        1000,
                        100,
                        65_536,
                        new Backoff(50, 1_000, 10, 1_000),
                        Set.of(),
                        false),
                new LaneSettings(512, 256, 20, 200, 100),
                Ownership.ALONE,
                System::currentTimeMillis);
        router.set(new Router(List.of(lane)));
        lane.start();
        server.start();

        System.setProperty("service.vgroupMapping.test_group", "default");
        System.setProperty("service.default.grouplist", "127.0.0.1:" + server.port());
        TMClient.init("smoke", "test_group");
        RMClient.init("smoke", "test_group");
        DefaultResourceManager.get().registerResource(resource());
    }

    @AfterAll
    static void stop() throws Exception {
        TmNettyRemotingClient.getInstance().destroy();
        RmNettyRemotingClient.getInstance().destroy();
        server.close();
        lane.stop();
        log.close();
        System.clearProperty("service.vgroupMapping.test_group");
        System.clearProperty("service.default.grouplist");
    }

    @Test
    void committedTransactionConfirmsItsBranches() throws Exception {
        GlobalTransaction transaction = begin(60_000);
        long branch = register(transaction.getXid());
        transaction.commit();

        assertThat(transaction.getLocalStatus()).isEqualTo(GlobalStatus.Committed);
        assertThat(PARTICIPANT.seen).contains("confirm " + transaction.getXid() + " " + branch + " value");
    }

    @Test
    void rolledBackTransactionCancelsItsBranches() throws Exception {
        GlobalTransaction transaction = begin(60_000);
        long branch = register(transaction.getXid());
        transaction.rollback();

        assertThat(transaction.getLocalStatus()).isEqualTo(GlobalStatus.Rollbacked);
        assertThat(PARTICIPANT.seen).contains("cancel " + transaction.getXid() + " " + branch + " value");
    }

    @Test
    void confirmThatFailsIsTriedAgain() throws Exception {
        GlobalTransaction transaction = begin(60_000);
        long branch = register(transaction.getXid());
        PARTICIPANT.failNext = true;
        transaction.commit();

        assertThat(transaction.getLocalStatus()).isEqualTo(GlobalStatus.CommitRetrying);
        Awaitility.await().until(() -> transaction.getStatus() == GlobalStatus.Committed);
        assertThat(PARTICIPANT.seen).contains("confirm " + transaction.getXid() + " " + branch + " value");
    }

    @Test
    void timedOutTransactionIsCancelledAndItsLateCommitSaysSo() throws Exception {
        GlobalTransaction transaction = begin(300);
        register(transaction.getXid());
        Awaitility.await().until(() -> transaction.getStatus() == GlobalStatus.TimeoutRollbacked);
        transaction.commit();

        assertThat(transaction.getLocalStatus()).isEqualTo(GlobalStatus.TimeoutRollbacked);
    }

    @Test
    void commitAfterRollbackThrows() throws Exception {
        GlobalTransaction transaction = begin(60_000);
        register(transaction.getXid());
        String xid = transaction.getXid();
        transaction.rollback();

        GlobalTransaction again = GlobalTransactionContext.reload(xid);
        assertThatThrownBy(again::commit).isInstanceOf(TransactionException.class);
    }

    @Test
    void commitOfAnUnknownTransactionThrows() throws Exception {
        GlobalTransaction unknown = GlobalTransactionContext.reload("127.0.0.1:8091:4711");

        assertThatThrownBy(unknown::commit).isInstanceOf(TransactionException.class);
    }

    @Test
    void rollbackOfAnUnknownTransactionIsDone() throws Exception {
        GlobalTransaction unknown = GlobalTransactionContext.reload("127.0.0.1:8091:4712");
        unknown.rollback();

        assertThat(unknown.getLocalStatus()).isEqualTo(GlobalStatus.Finished);
        assertThat(unknown.getStatus()).isEqualTo(GlobalStatus.Finished);
    }

    @Test
    void lateBranchIsRefused() throws Exception {
        GlobalTransaction transaction = begin(60_000);
        register(transaction.getXid());
        transaction.commit();

        assertThatThrownBy(() -> register(transaction.getXid()))
                .isInstanceOfSatisfying(TransactionException.class, refused -> assertThat(refused.getCode())
                        .isEqualTo(TransactionExceptionCode.GlobalTransactionNotActive));
    }

    @Test
    void atBranchIsRefusedWithTheReason() throws Exception {
        GlobalTransaction transaction = begin(60_000);

        assertThatThrownBy(() -> DefaultResourceManager.get()
                        .branchRegister(BranchType.AT, "jdbc:mysql://x/y", null, transaction.getXid(), null, "t:1"))
                .isInstanceOf(TransactionException.class)
                .hasMessageContaining("AT branches are not served");
        transaction.rollback();
    }

    /** I25: each request that the lane had no room for would be a BUSY to whoever comes next. */
    @Test
    void clientIsServedBesideOneThatFloodsTheLane() throws Exception {
        GlobalTransaction asked = begin(60_000);
        register(asked.getXid());
        byte[] frames = Flood.times(20, Flood.frame(200, asked.getXid()));
        ExecutorService threads = Executors.newCachedThreadPool();
        int committed = 0;
        Future<Long> answered;
        try (RawClient flooding = RawClient.caller(server.port(), "flooding", "2.6.0")) {
            threads.execute(() -> sendUntilClosed(flooding, frames));
            answered = threads.submit(flooding::readUntilClosed);
            for (int i = 0; i < 20; i++) {
                GlobalTransaction transaction = begin(60_000);
                register(transaction.getXid());
                transaction.commit();
                committed += transaction.getLocalStatus() == GlobalStatus.Committed ? 1 : 0;
            }
        } finally {
            threads.shutdown();
        }
        assertThat(answered.get(10, TimeUnit.SECONDS))
                .as("bytes answered to the flood")
                .isGreaterThan(100_000);
        assertThat(committed).isEqualTo(20);
        asked.rollback();
    }

    private static void sendUntilClosed(RawClient client, byte[] bytes) {
        try {
            while (true) {
                client.sendBytes(bytes);
            }
        } catch (IOException closed) {
            // the end
        }
    }

    private static GlobalTransaction begin(int timeoutMillis) throws TransactionException {
        GlobalTransaction transaction = GlobalTransactionContext.createNew();
        transaction.begin(timeoutMillis, "smoke");
        org.apache.seata.core.context.RootContext.unbind();
        return transaction;
    }

    private static long register(String xid) throws TransactionException {
        return DefaultResourceManager.get()
                .branchRegister(BranchType.TCC, ACTION, null, xid, "{\"actionContext\":{\"key\":\"value\"}}", null);
    }

    private static TCCResource resource() throws NoSuchMethodException {
        Class<?>[] arguments = {BusinessActionContext.class};
        TCCResource resource = new TCCResource();
        resource.setActionName(ACTION);
        resource.setTargetBean(PARTICIPANT);
        resource.setPrepareMethod(Participant.class.getMethod("confirm", arguments));
        resource.setCommitMethodName("confirm");
        resource.setCommitMethod(Participant.class.getMethod("confirm", arguments));
        resource.setRollbackMethodName("cancel");
        resource.setRollbackMethod(Participant.class.getMethod("cancel", arguments));
        resource.setCommitArgsClasses(arguments);
        resource.setRollbackArgsClasses(arguments);
        resource.setPhaseTwoCommitKeys(new String[1]);
        resource.setPhaseTwoRollbackKeys(new String[1]);
        return resource;
    }

    /** Called by the stock client's TCC resource manager, which wants it public. */
    public static final class Participant {
        private final Queue<String> seen = new ConcurrentLinkedQueue<>();
        private volatile boolean failNext;

        public boolean confirm(BusinessActionContext context) {
            if (failNext) {
                failNext = false;
                return false;
            }
            return seen.add("confirm " + describe(context));
        }

        public boolean cancel(BusinessActionContext context) {
            return seen.add("cancel " + describe(context));
        }

        private static String describe(BusinessActionContext context) {
            return context.getXid() + " " + context.getBranchId() + " " + context.getActionContext("key");
        }
    }
}
