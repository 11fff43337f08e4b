// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import static io.holdfast.participant.guard.Phase.CANCEL;
import static io.holdfast.participant.guard.Phase.CONFIRM;
import static io.holdfast.participant.guard.Phase.TRY;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.Phase;
import io.holdfast.participant.guard.TryRefusedException;
import io.holdfast.participant.guard.jdbc.TransactionalGuard.Call;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/**
 * A participant under a storm, on real MySQL: many threads, every call duplicated, calls of one branch in any order,
 * late ones, failing ones, on the same and on neighbouring keys. Afterwards every branch must have had exactly the
 * effects that its row tells of (I10, I11), the stock must add up (I13, I14), and no call may have seen a deadlock or a
 * lock-wait timeout.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GuardStressIT {

    private static final int TRANSACTIONS = 250;
    private static final int BRANCHES = 3;
    private static final int THREADS = 16;
    private static final int IN_FLIGHT = 10;
    private static final int SKUS = 8;
    private static final int INITIAL = 1_000_000;
    private static final int PERCENT_FAILING = 20;

    /** What a business method throws now and then, after its changes. */
    private static final class Hiccup extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private record Branch(BranchKey key, String sku, boolean confirmed) {}

    private final Map<String, AtomicInteger> outcomes = new ConcurrentHashMap<>();
    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
    private TestDatabase database;
    private JdbcTemplate jdbc;
    private TransactionalGuard guard;
    private int isolation;

    @BeforeAll
    void open() throws SQLException {
        database = SharedMySql.database("stress").withGuardTable("mysql");
        jdbc = new JdbcTemplate(database.pool());
        guard = new TransactionalGuard(
                JdbcGuard.on(database.pool(), "tcc_fence_log", Duration.ofSeconds(10)),
                database.pool(),
                new DataSourceTransactionManager(database.pool()));
        // Nothing in these tables keeps a double effect out: only the guard does.
        database.execute("CREATE TABLE effect (id BIGINT AUTO_INCREMENT PRIMARY KEY, xid VARCHAR(128) NOT NULL,"
                + " branch_id BIGINT NOT NULL, phase VARCHAR(10) NOT NULL)");
        database.execute("CREATE TABLE stock (sku VARCHAR(10) PRIMARY KEY, available INT NOT NULL, frozen INT NOT NULL,"
                + " sold INT NOT NULL)");
    }

    @AfterAll
    void close() {
        database.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyBranchHasExactlyTheEffectsOfItsRowAndNobodySeesADeadlock(GuardContract.Isolation level) throws Exception {
        isolation = level.level;
        outcomes.clear();
        unexpected.clear();
        for (String table : List.of("tcc_fence_log", "effect", "stock")) {
            database.execute("DELETE FROM " + table);
        }
        for (int i = 0; i < SKUS; i++) {
            database.execute("INSERT INTO stock VALUES ('S" + i + "', " + INITIAL + ", 0, 0)");
        }
        long start = System.nanoTime();
        List<Branch> branches = branches(new Random(level.level));
        storm(branches, new Random(42));
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();

        int calls = outcomes.values().stream().mapToInt(AtomicInteger::get).sum();
        System.out.printf("guard stress at %s: %d calls in %d ms: %s%n", level, calls, millis, new TreeMap<>(outcomes));
        assertThat(unexpected).as("deadlocks, timeouts and other surprises").isEmpty();
        assertThat(outcomes.keySet())
                .as("the storm has had everything in it")
                .contains("TRY done", "TRY refused", "TRY hiccup", "CONFIRM done", "CANCEL done", "CANCEL hiccup");
        checkRowsAgainstEffects(branches);
        checkStock(branches);
    }

    private static List<Branch> branches(Random random) {
        List<Branch> branches = new ArrayList<>();
        for (int transaction = 0; transaction < TRANSACTIONS; transaction++) {
            boolean confirmed = random.nextInt(100) < 40;
            for (int branch = 0; branch < BRANCHES; branch++) {
                BranchKey key = new BranchKey("127.0.0.1:8091:" + (10_000 + transaction), transaction * 10L + branch);
                branches.add(new Branch(key, "S" + random.nextInt(SKUS), confirmed));
            }
        }
        return branches;
    }

    private void storm(List<Branch> branches, Random random) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (int from = 0; from < branches.size(); from += IN_FLIGHT) {
                List<Branch> wave = branches.subList(from, Math.min(branches.size(), from + IN_FLIGHT));
                // A coordinator confirms only what was tried; what it cancels may come in any order.
                List<Runnable> first = new ArrayList<>();
                List<Runnable> second = new ArrayList<>();
                for (Branch branch : wave) {
                    if (branch.confirmed()) {
                        add(first, 1 + random.nextInt(2), () -> repeat(TRY, branch));
                        add(second, 1 + random.nextInt(3), () -> repeat(CONFIRM, branch));
                        add(second, 1, () -> once(TRY, branch));
                    } else {
                        add(first, 1 + random.nextInt(3), () -> once(TRY, branch));
                        add(first, 1 + random.nextInt(3), () -> repeat(CANCEL, branch));
                        add(second, 1, () -> once(TRY, branch));
                        add(second, 1, () -> once(CANCEL, branch));
                    }
                }
                for (List<Runnable> calls : List.of(first, second)) {
                    Collections.shuffle(calls, random);
                    List<Future<?>> running = new ArrayList<>();
                    calls.forEach(call -> running.add(threads.submit(call)));
                    running.add(threads.submit(this::checkConservation));
                    for (Future<?> call : running) {
                        call.get();
                    }
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void add(List<Runnable> calls, int times, Runnable call) {
        for (int i = 0; i < times; i++) {
            calls.add(call);
        }
    }

    /** As a coordinator does it: until it is acknowledged. */
    private void repeat(Phase phase, Branch branch) {
        for (int attempt = 0; attempt < 50; attempt++) {
            if (once(phase, branch)) {
                return;
            }
        }
        unexpected.add(phase + " of " + branch + " was never acknowledged");
    }

    private boolean once(Phase phase, Branch branch) {
        boolean failing = ThreadLocalRandom.current().nextInt(100) < PERCENT_FAILING;
        Call call = new Call(branch.key(), "freeze-stock", isolation);
        String outcome;
        boolean done = false;
        try {
            done = phase == TRY
                    ? guard.tryOnce(call, () -> business(phase, branch, failing), () -> true)
                    : guard.finishOnce(phase, call, () -> business(phase, branch, failing));
            outcome = done ? "done" : "answered false";
        } catch (TryRefusedException refused) {
            outcome = "refused";
        } catch (Hiccup hiccup) {
            outcome = "hiccup";
        } catch (Throwable surprise) {
            outcome = "surprise";
            unexpected.add(phase + " of " + branch + ": " + surprise);
        }
        outcomes.computeIfAbsent(phase + " " + outcome, any -> new AtomicInteger())
                .incrementAndGet();
        return done;
    }

    private boolean business(Phase phase, Branch branch, boolean failing) {
        jdbc.update(
                "INSERT INTO effect (xid, branch_id, phase) VALUES (?, ?, ?)",
                branch.key().xid(),
                branch.key().branchId(),
                phase.name());
        String change =
                switch (phase) {
                    case TRY -> "available = available - 1, frozen = frozen + 1";
                    case CONFIRM -> "frozen = frozen - 1, sold = sold + 1";
                    case CANCEL -> "frozen = frozen - 1, available = available + 1";
                };
        jdbc.update("UPDATE stock SET " + change + " WHERE sku = ?", branch.sku());
        if (failing && phase == CONFIRM) {
            return false;
        }
        if (failing) {
            throw new Hiccup();
        }
        return true;
    }

    /** I13, in the middle of it all. */
    private void checkConservation() {
        Integer broken = jdbc.queryForObject(
                "SELECT COUNT(*) FROM stock WHERE available + frozen + sold <> " + INITIAL + " OR frozen < 0",
                Integer.class);
        if (broken == null || broken != 0) {
            unexpected.add("I13 broken for " + broken + " SKUs");
        }
    }

    private void checkRowsAgainstEffects(List<Branch> branches) {
        Map<BranchKey, List<String>> effects = new HashMap<>();
        jdbc.query("SELECT xid, branch_id, phase FROM effect ORDER BY id", row -> {
            BranchKey key = new BranchKey(row.getString(1), row.getLong(2));
            effects.computeIfAbsent(key, any -> new ArrayList<>()).add(row.getString(3));
        });
        Map<BranchKey, Integer> rows = new HashMap<>();
        jdbc.query("SELECT xid, branch_id, status FROM tcc_fence_log", row -> {
            rows.put(new BranchKey(row.getString(1), row.getLong(2)), row.getInt(3));
        });
        assertThat(rows).hasSize(branches.size());
        assertThat(effects.keySet()).isSubsetOf(rows.keySet());
        for (Branch branch : branches) {
            List<String> expected =
                    switch (rows.get(branch.key())) {
                        case 2 -> List.of("TRY", "CONFIRM");
                        case 3 -> List.of("TRY", "CANCEL");
                        case 4 -> List.of();
                        default -> List.of("a final row");
                    };
            assertThat(effects.getOrDefault(branch.key(), List.of()))
                    .as("%s", branch)
                    .isEqualTo(expected);
            assertThat(expected.contains("CONFIRM")).as("%s", branch).isEqualTo(branch.confirmed());
        }
        assertThat(rows.values())
                .as("some cancelled after, some before their Try")
                .contains(3, 4);
    }

    private void checkStock(List<Branch> branches) {
        for (int i = 0; i < SKUS; i++) {
            String sku = "S" + i;
            long sold = branches.stream()
                    .filter(branch -> branch.confirmed() && branch.sku().equals(sku))
                    .count();
            assertThat(jdbc.queryForMap("SELECT available, frozen, sold FROM stock WHERE sku = ?", sku))
                    .as(sku)
                    .containsEntry("available", (int) (INITIAL - sold))
                    .containsEntry("frozen", 0)
                    .containsEntry("sold", (int) sold);
        }
    }
}
