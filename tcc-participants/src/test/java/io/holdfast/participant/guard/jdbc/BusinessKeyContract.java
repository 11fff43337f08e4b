// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import static io.holdfast.participant.guard.Phase.CANCEL;
import static io.holdfast.participant.guard.Phase.CONFIRM;
import static io.holdfast.participant.guard.Phase.TRY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.Declared;
import io.holdfast.participant.guard.GuardAnomalyException;
import io.holdfast.participant.guard.GuardUnavailableException;
import io.holdfast.participant.guard.Phase;
import io.holdfast.participant.guard.TryRefusedException;
import io.holdfast.participant.guard.jdbc.GuardContract.Isolation;
import io.holdfast.participant.guard.jdbc.TransactionalGuard.Call;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** What a Try that is repeated as branches of its own must and must not do, on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BusinessKeyContract {

    private static final Declared ORDER = new Declared("O-1", false);
    private static final Declared ORDER_OUTSIDE = new Declared("O-1", true);

    /** What a business method throws now and then, after its changes. */
    private static final class Hiccup extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final AtomicLong lastTransaction = new AtomicLong();
    private ExecutorService threads;
    private JdbcGuard rows;
    private TransactionalGuard guard;
    private JdbcTemplate jdbc;
    private String xid;

    abstract TestDatabase database();

    @BeforeEach
    void prepare() throws SQLException {
        threads = Executors.newCachedThreadPool();
        jdbc = new JdbcTemplate(database().pool());
        rows = JdbcGuard.on(database().pool(), "tcc_fence_log", Duration.ofSeconds(10));
        guard = new TransactionalGuard(
                rows,
                database().pool(),
                new DataSourceTransactionManager(database().pool()));
        database().execute("CREATE TABLE IF NOT EXISTS effect (xid VARCHAR(128) NOT NULL, what VARCHAR(40) NOT NULL)");
        for (String table : List.of("effect", "tcc_fence_log", "tcc_business_key")) {
            database().execute("DELETE FROM " + table);
        }
        xid = newXid();
    }

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    private String newXid() {
        return "127.0.0.1:8091:" + lastTransaction.incrementAndGet();
    }

    private static Call call(Isolation isolation, String xid, long branch, Declared declared) {
        return new Call(new BranchKey(xid, branch), "freeze", isolation.level, declared, null);
    }

    private String effect(String of, String what) {
        jdbc.update("INSERT INTO effect VALUES (?, ?)", of, what);
        return what;
    }

    private List<String> effects(String of) {
        return jdbc.queryForList("SELECT what FROM effect WHERE xid = ?", String.class, of);
    }

    private List<Integer> states() {
        return jdbc.queryForList(
                "SELECT status FROM tcc_fence_log WHERE xid = ? ORDER BY branch_id", Integer.class, xid);
    }

    private String tryOnce(Isolation isolation, long branch, Declared declared) throws Throwable {
        return guard.tryOnce(
                call(isolation, xid, branch, declared), () -> effect(xid, "try " + branch), () -> "as before");
    }

    private boolean finish(Isolation isolation, Phase phase, long branch, Declared declared) throws Throwable {
        return guard.finishOnce(phase, call(isolation, xid, branch, declared), () -> {
            effect(xid, phase.name().toLowerCase(Locale.ROOT) + " " + branch);
            return true;
        });
    }

    private interface Work<T> {
        T run() throws Throwable;
    }

    private <T> Future<T> async(Work<T> work) {
        return threads.submit(() -> {
            try {
                return work.run();
            } catch (Exception e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aTryRepeatedAsAnotherBranchHasOneEffectWhicheverIsConfirmedFirst(Isolation isolation) throws Throwable {
        assertThat(tryOnce(isolation, 1, ORDER)).isEqualTo("try 1");
        assertThat(tryOnce(isolation, 2, ORDER)).isEqualTo("as before");
        assertThat(tryOnce(isolation, 2, ORDER)).isEqualTo("as before");
        assertThat(finish(isolation, CONFIRM, 2, ORDER)).isTrue();
        assertThat(effects(xid)).containsExactly("try 1");
        assertThat(finish(isolation, CONFIRM, 1, ORDER)).isTrue();
        assertThat(finish(isolation, CONFIRM, 2, ORDER)).isTrue();
        assertThat(finish(isolation, CONFIRM, 1, ORDER)).isTrue();
        assertThat(effects(xid)).containsExactly("try 1", "confirm 1");
        assertThat(states()).containsExactly(2, 2);
    }

    @ParameterizedTest
    @EnumSource
    void theCancelOfTheSurplusBranchUndoesNothingAndThatOfTheHolderEverything(Isolation isolation) throws Throwable {
        tryOnce(isolation, 1, ORDER);
        tryOnce(isolation, 2, ORDER);
        assertThat(finish(isolation, CANCEL, 2, ORDER)).isTrue();
        assertThat(effects(xid)).containsExactly("try 1");
        assertThat(finish(isolation, CANCEL, 1, ORDER)).isTrue();
        assertThat(finish(isolation, CANCEL, 3, ORDER)).isTrue();
        assertThat(effects(xid)).containsExactly("try 1", "cancel 1");
        assertThat(states()).containsExactly(3, 3, 4);
        for (long late = 1; late <= 3; late++) {
            long branch = late;
            assertThatThrownBy(() -> tryOnce(isolation, branch, ORDER)).isInstanceOf(TryRefusedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTryThatFailedFreesTheKeyForTheOneThatRepeatsIt(Isolation isolation) throws Throwable {
        assertThatThrownBy(() -> guard.tryOnce(
                        call(isolation, xid, 1, ORDER),
                        () -> {
                            effect(xid, "try 1");
                            throw new Hiccup();
                        },
                        () -> "as before"))
                .isInstanceOf(Hiccup.class);
        assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM tcc_business_key", Integer.class))
                .isZero();
        assertThat(tryOnce(isolation, 2, ORDER)).isEqualTo("try 2");
        assertThat(finish(isolation, CONFIRM, 1, ORDER)).isTrue();
        assertThat(finish(isolation, CONFIRM, 1, ORDER)).isTrue();
        assertThat(finish(isolation, CONFIRM, 2, ORDER)).isTrue();
        assertThat(effects(xid)).containsExactly("try 2", "confirm 2");
        assertThatThrownBy(() -> tryOnce(isolation, 1, ORDER)).isInstanceOf(TryRefusedException.class);
    }

    @ParameterizedTest
    @EnumSource
    void aConfirmOfWhatNoBranchTriedStaysAnAnomaly(Isolation isolation) {
        assertThatThrownBy(() -> finish(isolation, CONFIRM, 1, ORDER)).isInstanceOf(GuardAnomalyException.class);
        assertThat(states()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aKeyCountsWithinItsTransactionAndActionAlone(Isolation isolation) throws Throwable {
        tryOnce(isolation, 1, ORDER);
        assertThat(tryOnce(isolation, 2, new Declared("O-2", false))).isEqualTo("try 2");
        Call otherAction = new Call(new BranchKey(xid, 3), "capture", isolation.level, ORDER, null);
        assertThat(guard.tryOnce(otherAction, () -> "ran", () -> "as before")).isEqualTo("ran");
        assertThat(guard.tryOnce(call(isolation, newXid(), 4, ORDER), () -> "ran", () -> "as before"))
                .isEqualTo("ran");
    }

    @ParameterizedTest
    @EnumSource
    void aBranchThatWasTriedBeforeItsActionHadKeysIsFinishedAllTheSame(Isolation isolation) throws Throwable {
        tryOnce(isolation, 1, Declared.NOTHING);
        tryOnce(isolation, 2, Declared.NOTHING);
        assertThat(finish(isolation, CONFIRM, 1, ORDER)).isTrue();
        assertThat(finish(isolation, CANCEL, 2, ORDER)).isTrue();
        assertThat(effects(xid)).containsExactly("try 1", "try 2", "confirm 1", "cancel 2");
    }

    @ParameterizedTest
    @EnumSource
    void cancelAfterAFailedTryRunsOnceForAllBranchesOfOneKey(Isolation isolation) throws Throwable {
        for (long branch : new long[] {1, 2, 1, 3}) {
            assertThat(finish(isolation, CANCEL, branch, ORDER_OUTSIDE)).isTrue();
        }
        assertThat(effects(xid)).containsExactly("cancel 1");
        assertThatThrownBy(() -> tryOnce(isolation, 1, ORDER_OUTSIDE)).isInstanceOf(TryRefusedException.class);
        assertThat(tryOnce(isolation, 4, ORDER_OUTSIDE)).isEqualTo("as before");
        assertThat(finish(isolation, CANCEL, 4, ORDER_OUTSIDE)).isTrue();
        assertThat(effects(xid)).containsExactly("cancel 1");
    }

    @ParameterizedTest
    @EnumSource
    void cancelAfterAFailedTryLeavesTheEffectToTheBranchThatHoldsIt(Isolation isolation) throws Throwable {
        tryOnce(isolation, 2, ORDER_OUTSIDE);
        assertThat(finish(isolation, CANCEL, 1, ORDER_OUTSIDE)).isTrue();
        assertThat(effects(xid)).containsExactly("try 2");
        assertThat(finish(isolation, CANCEL, 2, ORDER_OUTSIDE)).isTrue();
        assertThat(effects(xid)).containsExactly("try 2", "cancel 2");
    }

    @ParameterizedTest
    @EnumSource
    void cancelAfterAFailedTryIsCalledAgainUntilItSucceeds(Isolation isolation) throws Throwable {
        Declared outside = new Declared(null, true);
        assertThat(guard.finishOnce(CANCEL, call(isolation, xid, 1, outside), () -> false))
                .isFalse();
        assertThat(states()).isEmpty();
        assertThat(finish(isolation, CANCEL, 1, outside)).isTrue();
        assertThat(finish(isolation, CANCEL, 1, outside)).isTrue();
        assertThat(effects(xid)).containsExactly("cancel 1");
    }

    @ParameterizedTest
    @EnumSource
    void thoseThatWaitForATryThatFailsFindOneAmongThemToTakeItsPlace(Isolation isolation) throws Throwable {
        CountDownLatch holds = new CountDownLatch(1);
        AtomicBoolean fail = new AtomicBoolean();
        Future<?> first = async(() -> guard.tryOnce(
                call(isolation, xid, 1, ORDER),
                () -> {
                    effect(xid, "try 1");
                    holds.countDown();
                    Awaitility.await().untilTrue(fail);
                    throw new Hiccup();
                },
                () -> "as before"));
        assertThat(holds.await(10, TimeUnit.SECONDS)).isTrue();
        List<Future<String>> others = new ArrayList<>();
        for (long branch = 2; branch <= 7; branch++) {
            long own = branch;
            others.add(async(() -> tryOnce(isolation, own, ORDER)));
        }
        Awaitility.await()
                .pollInterval(Duration.ofMillis(150))
                .until(() -> database().waiters() >= 6);
        fail.set(true);
        assertThatThrownBy(first::get).hasCauseInstanceOf(Hiccup.class);
        List<String> answers = new ArrayList<>();
        for (Future<String> one : others) {
            answers.add(one.get());
        }
        assertThat(answers).filteredOn(answer -> answer.startsWith("try")).hasSize(1);
        assertThat(effects(xid)).hasSize(1);
    }

    /** Every call twice, in any order, on many threads: one effect per key, whatever its branches went through. */
    @ParameterizedTest
    @EnumSource
    void inAStormEveryKeyHasOneEffectAndOneEndAndNobodySeesADeadlock(Isolation isolation) throws Throwable {
        Queue<String> unexpected = new ConcurrentLinkedQueue<>();
        Random random = new Random(42);
        for (int wave = 0; wave < 3; wave++) {
            List<String> confirmed = List.of(newXid(), newXid(), newXid(), newXid());
            List<String> cancelled = List.of(newXid(), newXid(), newXid(), newXid());
            List<Runnable> calls = new ArrayList<>();
            for (long b = 1; b <= 4; b++) {
                long branch = b;
                confirmed.forEach(of -> twice(calls, () -> once(TRY, isolation, of, branch, unexpected)));
                cancelled.forEach(of -> twice(calls, () -> once(TRY, isolation, of, branch, unexpected)));
                cancelled.forEach(of -> twice(calls, () -> untilDone(CANCEL, isolation, of, branch, unexpected)));
            }
            run(calls, random);
            // As a caller does it: it repeats Try, as yet another branch, until one succeeds, and commits.
            confirmed.forEach(of -> untilDone(TRY, isolation, of, 5, unexpected));
            calls.clear();
            for (long b = 1; b <= 5; b++) {
                long branch = b;
                confirmed.forEach(of -> twice(calls, () -> untilDone(CONFIRM, isolation, of, branch, unexpected)));
            }
            run(calls, random);
            assertThat(unexpected).isEmpty();
            for (String of : confirmed) {
                assertThat(effects(of)).containsExactly("TRY", "CONFIRM");
            }
            for (String of : cancelled) {
                assertThat(effects(of)).isIn(List.of(), List.of("TRY", "CANCEL"));
            }
        }
    }

    private static void twice(List<Runnable> calls, Runnable call) {
        calls.add(call);
        calls.add(call);
    }

    private void run(List<Runnable> calls, Random random) throws Exception {
        Collections.shuffle(calls, random);
        ExecutorService pool = Executors.newFixedThreadPool(16);
        try {
            List<Future<?>> running = new ArrayList<>();
            calls.forEach(call -> running.add(pool.submit(call)));
            for (Future<?> call : running) {
                call.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private void untilDone(Phase phase, Isolation isolation, String of, long branch, Queue<String> unexpected) {
        for (int attempt = 0; attempt < 50; attempt++) {
            if (once(phase, isolation, of, branch, unexpected)) {
                return;
            }
        }
        unexpected.add(phase + " of branch " + branch + " of " + of + " was never done");
    }

    private boolean once(Phase phase, Isolation isolation, String of, long branch, Queue<String> unexpected) {
        boolean failing = ThreadLocalRandom.current().nextInt(100) < 25;
        Call call = call(isolation, of, branch, ORDER);
        try {
            return phase == TRY
                    ? guard.tryOnce(call, () -> business(phase, of, failing), () -> true)
                    : guard.finishOnce(phase, call, () -> business(phase, of, failing));
        } catch (TryRefusedException | Hiccup expected) {
            return false;
        } catch (Throwable surprise) {
            unexpected.add(phase + " of branch " + branch + " of " + of + ": " + surprise);
            return false;
        }
    }

    private boolean business(Phase phase, String of, boolean failing) {
        effect(of, phase.name());
        if (failing) {
            throw new Hiccup();
        }
        return true;
    }

    @Test
    void theCleanerRemovesTheKeyWithItsBranch() throws Throwable {
        tryOnce(Isolation.READ_COMMITTED, 1, ORDER);
        guard.tryOnce(
                call(Isolation.READ_COMMITTED, newXid(), 2, new Declared("O-2", false)),
                () -> "ran",
                () -> "as before");
        finish(Isolation.READ_COMMITTED, CONFIRM, 1, ORDER);
        database().execute("UPDATE tcc_fence_log SET gmt_modified = TIMESTAMP '2020-01-01 00:00:00'");
        try (GuardCleaner cleaner = new GuardCleaner(rows, database().pool(), Duration.ofHours(1))) {
            assertThat(cleaner.clean()).isEqualTo(1);
        }
        assertThat(database().query("SELECT business_key FROM tcc_business_key"))
                .containsExactly("O-2");
    }

    @Test
    void theCleanerKeepsTheHoldersRowAndKeyAsLongAsAnotherBranchIsOnlyTried() throws Throwable {
        tryOnce(Isolation.READ_COMMITTED, 1, ORDER);
        tryOnce(Isolation.READ_COMMITTED, 2, ORDER);
        finish(Isolation.READ_COMMITTED, CONFIRM, 1, ORDER);
        String longAgo = "UPDATE tcc_fence_log SET gmt_modified = TIMESTAMP '2020-01-01 00:00:00'";
        database().execute(longAgo);
        try (GuardCleaner cleaner = new GuardCleaner(rows, database().pool(), Duration.ofHours(1))) {
            assertThat(cleaner.clean()).isZero();
            assertThat(finish(Isolation.READ_COMMITTED, CONFIRM, 2, ORDER)).isTrue();
            assertThat(effects(xid)).containsExactly("try 1", "confirm 1");
            database().execute(longAgo);
            assertThat(cleaner.clean()).isEqualTo(2);
        }
        assertThat(database().query("SELECT business_key FROM tcc_business_key"))
                .isEmpty();
    }

    @Test
    void whoHasNoTableForKeysIsToldSoWhenTheyAreUsedAndNotBefore() throws Throwable {
        database().execute("ALTER TABLE tcc_business_key RENAME TO put_away");
        try {
            assertThat(tryOnce(Isolation.READ_COMMITTED, 1, Declared.NOTHING)).isEqualTo("try 1");
            assertThat(finish(Isolation.READ_COMMITTED, CONFIRM, 1, Declared.NOTHING))
                    .isTrue();
            try (GuardCleaner cleaner = new GuardCleaner(rows, database().pool(), Duration.ofHours(1))) {
                assertThat(cleaner.clean()).isZero();
            }
            assertThatThrownBy(() -> tryOnce(Isolation.READ_COMMITTED, 2, ORDER))
                    .isInstanceOf(GuardUnavailableException.class)
                    .satisfies(failure -> assertThat(failure.getMessage()).containsIgnoringCase("tcc_business_key"));
            assertThat(effects(xid)).containsExactly("try 1", "confirm 1");
        } finally {
            database().execute("ALTER TABLE put_away RENAME TO tcc_business_key");
        }
    }
}
