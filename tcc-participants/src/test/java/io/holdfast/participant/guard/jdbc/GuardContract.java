// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import static io.holdfast.participant.guard.Phase.CANCEL;
import static io.holdfast.participant.guard.Phase.CONFIRM;
import static io.holdfast.participant.guard.Phase.TRY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.GuardRules;
import io.holdfast.participant.guard.Phase;
import io.holdfast.participant.guard.RowState;
import io.holdfast.participant.guard.Verdict;
import io.holdfast.participant.guard.Verdict.AlreadyDone;
import io.holdfast.participant.guard.Verdict.EmptyRollback;
import io.holdfast.participant.guard.Verdict.Refused;
import io.holdfast.participant.guard.Verdict.Run;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every database under the guard must do. A subclass brings the database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class GuardContract {

    /** The isolation levels under which the guard promises to be right. */
    public enum Isolation {
        READ_COMMITTED(Connection.TRANSACTION_READ_COMMITTED),
        REPEATABLE_READ(Connection.TRANSACTION_REPEATABLE_READ);

        final int level;

        Isolation(int level) {
            this.level = level;
        }
    }

    private static final Duration LOCK_WAIT = Duration.ofSeconds(10);

    private final AtomicLong lastTransaction = new AtomicLong(1000);
    private ExecutorService threads;
    private JdbcGuard guard;

    protected abstract TestDatabase database();

    @BeforeEach
    void prepare() throws SQLException {
        threads = Executors.newCachedThreadPool();
        guard = JdbcGuard.on(database().pool(), "tcc_fence_log", LOCK_WAIT);
        database().execute("DELETE FROM tcc_fence_log");
    }

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    /** A transaction on a connection of its own; rolled back unless it is committed. */
    final class Transaction implements AutoCloseable {
        private final Connection connection;
        private boolean used;

        Transaction(Isolation isolation) throws SQLException {
            connection = database().pool().getConnection();
            connection.setTransactionIsolation(isolation.level);
            connection.setAutoCommit(false);
        }

        Verdict enter(Phase phase, BranchKey branch) throws SQLException {
            boolean first = !used;
            used = true;
            return guard.enter(connection, phase, branch, "freeze", first);
        }

        void read(String sql) throws SQLException {
            used = true;
            connection.createStatement().executeQuery(sql).close();
        }

        void commit() throws SQLException {
            connection.commit();
        }

        @Override
        public void close() throws SQLException {
            connection.rollback();
            connection.setAutoCommit(true);
            connection.close();
        }
    }

    final Verdict call(Isolation isolation, Phase phase, BranchKey branch) throws SQLException {
        try (Transaction transaction = new Transaction(isolation)) {
            Verdict verdict = transaction.enter(phase, branch);
            if (!(verdict instanceof Refused) && !(verdict instanceof Verdict.Anomaly)) {
                transaction.commit();
            }
            return verdict;
        }
    }

    final BranchKey newBranch() {
        return new BranchKey("127.0.0.1:8091:" + lastTransaction.incrementAndGet(), lastTransaction.get() * 10);
    }

    final RowState row(BranchKey branch) throws SQLException {
        List<String> status = database()
                .query("SELECT status FROM tcc_fence_log WHERE xid = '" + branch.xid() + "' AND branch_id = "
                        + branch.branchId());
        return status.isEmpty() ? RowState.ABSENT : RowState.ofCode(Integer.parseInt(status.get(0)));
    }

    private void put(BranchKey branch, RowState state, String modified) throws SQLException {
        database()
                .execute("INSERT INTO tcc_fence_log (xid, branch_id, action_name, status, gmt_create, gmt_modified)"
                        + " VALUES ('" + branch.xid() + "', " + branch.branchId() + ", 'freeze', " + state.code()
                        + ", CURRENT_TIMESTAMP, " + modified + ")");
    }

    /** InnoDB refreshes its list of transactions only when nobody has read it for 100 ms: faster reads see an old one. */
    final void awaitWaiters(int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(150))
                .until(() -> database().waiters() == count);
    }

    final <T> Future<T> async(Callable<T> work) {
        return threads.submit(work);
    }

    static Stream<Arguments> everyCase() {
        return Stream.of(Isolation.values()).flatMap(isolation -> Stream.of(Phase.values())
                .flatMap(phase -> Stream.of(RowState.values()).map(found -> Arguments.of(isolation, phase, found))));
    }

    @ParameterizedTest
    @MethodSource("everyCase")
    void everyCallMovesTheRowAsTheRulesSay(Isolation isolation, Phase phase, RowState found) throws SQLException {
        BranchKey branch = newBranch();
        if (found != RowState.ABSENT) {
            put(branch, found, "CURRENT_TIMESTAMP");
        }
        try (Transaction transaction = new Transaction(isolation)) {
            assertThat(transaction.enter(phase, branch)).isEqualTo(GuardRules.verdict(phase, found));
            transaction.commit();
        }
        assertThat(row(branch)).isEqualTo(GuardRules.after(phase, found));
    }

    @ParameterizedTest
    @EnumSource
    void aRollbackTakesTheRowAlong(Isolation isolation) throws SQLException {
        BranchKey branch = newBranch();
        try (Transaction transaction = new Transaction(isolation)) {
            assertThat(transaction.enter(TRY, branch)).isInstanceOf(Run.class);
        }
        assertThat(row(branch)).isEqualTo(RowState.ABSENT);
        put(branch, RowState.TRIED, "CURRENT_TIMESTAMP");
        for (Phase phase : List.of(CONFIRM, CANCEL)) {
            try (Transaction transaction = new Transaction(isolation)) {
                assertThat(transaction.enter(phase, branch)).isInstanceOf(Run.class);
            }
            assertThat(row(branch)).isEqualTo(RowState.TRIED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void lateTryAfterCancelIsRefusedHoweverOftenItComes(Isolation isolation) throws SQLException {
        BranchKey branch = newBranch();
        assertThat(call(isolation, CANCEL, branch)).isInstanceOf(EmptyRollback.class);
        for (int i = 0; i < 3; i++) {
            assertThat(call(isolation, TRY, branch)).isInstanceOf(Refused.class);
            assertThat(call(isolation, CANCEL, branch)).isInstanceOf(EmptyRollback.class);
        }
        assertThat(row(branch)).isEqualTo(RowState.SUSPENDED);
    }

    @ParameterizedTest
    @EnumSource
    void aCancelThatMeetsARunningTryWaitsForItAndUndoesIt(Isolation isolation) throws Exception {
        BranchKey branch = newBranch();
        try (Transaction running = new Transaction(isolation)) {
            running.enter(TRY, branch);
            Future<Verdict> cancel = threads.submit(() -> call(isolation, CANCEL, branch));
            awaitWaiters(1);
            running.commit();
            assertThat(cancel.get()).isEqualTo(new Run(RowState.ROLLBACKED));
        }
        assertThat(row(branch)).isEqualTo(RowState.ROLLBACKED);
    }

    @ParameterizedTest
    @EnumSource
    void aDuplicateOfARunningTryWaitsForItAndRunsOnlyIfItFailed(Isolation isolation) throws Exception {
        for (boolean firstCommits : List.of(true, false)) {
            BranchKey branch = newBranch();
            try (Transaction running = new Transaction(isolation)) {
                running.enter(TRY, branch);
                Future<Verdict> duplicate = threads.submit(() -> call(isolation, TRY, branch));
                awaitWaiters(1);
                if (firstCommits) {
                    running.commit();
                } else {
                    running.connection.rollback();
                }
                assertThat(duplicate.get()).isEqualTo(firstCommits ? new AlreadyDone() : new Run(RowState.TRIED));
            }
            assertThat(row(branch)).isEqualTo(RowState.TRIED);
        }
    }

    /** Whatever is open on one branch: the first call of a neighbouring one does not wait for it. */
    @ParameterizedTest
    @EnumSource
    void newNeighboursDoNotWaitForEachOther(Isolation isolation) throws Exception {
        String xid = newBranch().xid();
        try (Transaction third = new Transaction(isolation);
                Transaction first = new Transaction(isolation);
                Transaction second = new Transaction(isolation);
                Transaction fourth = new Transaction(isolation)) {
            assertThat(third.enter(CANCEL, new BranchKey(xid, 3))).isInstanceOf(EmptyRollback.class);
            assertThat(first.enter(TRY, new BranchKey(xid, 1))).isInstanceOf(Run.class);
            assertThat(second.enter(CANCEL, new BranchKey(xid, 2))).isInstanceOf(EmptyRollback.class);
            assertThat(fourth.enter(TRY, new BranchKey(xid, 4))).isInstanceOf(Run.class);
            for (Transaction open : List.of(second, third, fourth, first)) {
                open.commit();
            }
        }
        assertThat(database().query("SELECT status FROM tcc_fence_log ORDER BY branch_id"))
                .containsExactly("1", "4", "4", "1");
    }

    @ParameterizedTest
    @EnumSource
    void duplicatesAtTheSameMomentTakeEffectOnce(Isolation isolation) throws Exception {
        for (int round = 0; round < 25; round++) {
            BranchKey branch = newBranch();
            Phase end = round % 2 == 0 ? CONFIRM : CANCEL;
            assertThat(together(isolation, branch, List.of(TRY, TRY, TRY, TRY)))
                    .containsOnlyOnce(new Run(RowState.TRIED));
            assertThat(together(isolation, branch, List.of(end, end, TRY, end, TRY, end)).stream()
                            .filter(Run.class::isInstance))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whenTryAndCancelRaceTheTryIsRefusedOrUndone(Isolation isolation) throws Exception {
        int undone = 0;
        int rounds = 50;
        for (int round = 0; round < rounds; round++) {
            BranchKey branch = newBranch();
            List<Verdict> verdicts = together(isolation, branch, List.of(TRY, CANCEL, TRY, CANCEL));
            boolean tried = verdicts.contains(new Run(RowState.TRIED));
            assertThat(verdicts.stream().filter(new Run(RowState.ROLLBACKED)::equals))
                    .as("%s", verdicts)
                    .hasSize(tried ? 1 : 0);
            assertThat(row(branch)).isEqualTo(tried ? RowState.ROLLBACKED : RowState.SUSPENDED);
            undone += tried ? 1 : 0;
        }
        assertThat(undone).as("rounds that the Try won").isBetween(0, rounds);
    }

    private List<Verdict> together(Isolation isolation, BranchKey branch, List<Phase> phases) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Verdict>> calls = new ArrayList<>();
        for (Phase phase : phases) {
            calls.add(threads.submit(() -> {
                start.await();
                return call(isolation, phase, branch);
            }));
        }
        start.countDown();
        List<Verdict> verdicts = new ArrayList<>();
        for (Future<Verdict> call : calls) {
            verdicts.add(call.get());
        }
        return verdicts;
    }

    @Test
    void aRowThatCameDuringTheCallersOwnTransactionIsSeen() throws SQLException {
        aRowThatCameDuringTheCallersOwnTransactionIsSeen(Isolation.READ_COMMITTED);
    }

    final void aRowThatCameDuringTheCallersOwnTransactionIsSeen(Isolation isolation) throws SQLException {
        BranchKey cancelled = newBranch();
        BranchKey tried = newBranch();
        try (Transaction old = new Transaction(isolation)) {
            old.read("SELECT COUNT(*) FROM tcc_fence_log");
            call(isolation, CANCEL, cancelled);
            call(isolation, TRY, tried);
            assertThat(old.enter(TRY, cancelled)).isInstanceOf(Refused.class);
            assertThat(old.enter(TRY, tried)).isInstanceOf(AlreadyDone.class);
        }
    }

    @Test
    void aWaitIsBounded() throws SQLException {
        JdbcGuard impatient = JdbcGuard.on(database().pool(), "tcc_fence_log", Duration.ofSeconds(1));
        BranchKey branch = newBranch();
        try (Transaction running = new Transaction(Isolation.READ_COMMITTED);
                Transaction waiting = new Transaction(Isolation.READ_COMMITTED)) {
            running.enter(TRY, branch);
            long start = System.nanoTime();
            assertThatThrownBy(() -> impatient.enter(waiting.connection, CANCEL, branch, "freeze", true))
                    .isInstanceOf(SQLException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
            running.commit();
        }
        assertThat(call(Isolation.READ_COMMITTED, CANCEL, branch)).isEqualTo(new Run(RowState.ROLLBACKED));
    }

    @Test
    void anActionNameThatIsTooLongIsCutAndStopsNobody() throws SQLException {
        BranchKey branch = newBranch();
        try (Connection connection = database().pool().getConnection()) {
            assertThat(guard.enter(connection, CANCEL, branch, "x".repeat(200), true))
                    .isInstanceOf(EmptyRollback.class);
        }
        assertThat(database().query("SELECT action_name FROM tcc_fence_log")).containsExactly("x".repeat(64));
    }

    @Test
    void theCheckPassesAndLeavesNothing() throws SQLException {
        try (Transaction transaction = new Transaction(Isolation.REPEATABLE_READ)) {
            guard.check(transaction.connection);
        }
        assertThat(database().query("SELECT xid FROM tcc_fence_log")).isEmpty();
    }

    @Test
    void theCleanerRemovesOnlyWhatIsFinalAndOld() throws SQLException {
        String old = "CURRENT_TIMESTAMP - INTERVAL '2' DAY";
        BranchKey liveAndOld = newBranch();
        put(liveAndOld, RowState.TRIED, old);
        BranchKey freshTombstone = newBranch();
        put(freshTombstone, RowState.SUSPENDED, "CURRENT_TIMESTAMP - INTERVAL '23' HOUR");
        // Other branches of the live one's transaction are final: they go one by one, and it stays.
        for (RowState done : List.of(RowState.COMMITTED, RowState.ROLLBACKED, RowState.SUSPENDED)) {
            put(new BranchKey(liveAndOld.xid(), done.code()), done, old);
        }
        try (GuardCleaner cleaner = new GuardCleaner(guard, database().pool(), Duration.ofHours(24))) {
            assertThat(cleaner.clean(Duration.ofDays(3))).as("a longer time").isZero();
            assertThat(cleaner.clean(Duration.ZERO)).as("a shorter time").isEqualTo(3);
            assertThat(cleaner.clean()).isZero();
        }
        assertThat(row(liveAndOld)).isEqualTo(RowState.TRIED);
        assertThat(call(Isolation.REPEATABLE_READ, TRY, freshTombstone)).isInstanceOf(Refused.class);
    }

    @Test
    void theCleanerRunsByItselfThroughMoreThanABatch() throws SQLException {
        for (int i = 0; i < 520; i++) {
            put(newBranch(), RowState.COMMITTED, "CURRENT_TIMESTAMP - INTERVAL '2' DAY");
        }
        try (GuardCleaner cleaner = new GuardCleaner(guard, database().pool(), Duration.ofHours(24))) {
            cleaner.start(Duration.ofMillis(50));
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> database()
                    .query("SELECT xid FROM tcc_fence_log")
                    .isEmpty());
        }
    }
}
