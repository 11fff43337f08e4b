// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Labels;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.SearchPosition;
import io.holdfast.coordinator.port.TransactionFilter;
import io.holdfast.coordinator.port.TransactionFilter.Tag;
import io.holdfast.coordinator.port.TransactionSearch.Page;
import io.holdfast.coordinator.port.TransactionSearch.Traffic;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What people look for is answered in time however much has been: {@code -Dtransactions=5000000} is what is promised for.
 * Prints what each kind of question takes.
 */
abstract class SearchAtScale {
    private static final long COUNT = Long.getLong("transactions", 200_000);
    private static final int RUNS = Integer.getInteger("runs", 100);
    private static final double PROMISED_P99_MILLIS = 200;

    private static final long START = 1_700_000_000_000L;
    private static final long APART_MILLIS = 20;
    private static final int LANES = 3;
    private static final int EPOCHS = 4;
    private static final int OPEN = 3_000;
    private static final int BATCH = 1_000;

    private final Random random = new Random(3);
    private JdbcTransactionLog log;

    private Connection connection;

    abstract JdbcTransactionLog open() throws LogFailure;

    /** To the same database. */
    abstract Connection connect() throws SQLException;

    /** A question that somebody asks. */
    private interface Question {
        void ask() throws LogFailure;
    }

    // ---- what is there ----

    private static String key(long number) {
        return number % 2 == 0 ? "K-" + number : null;
    }

    private static String name(long number) {
        return number % 100_003 == 7 ? "rare" : "transaction-" + number % 20;
    }

    private static String resource(long number) {
        return number % 100_003 == 7 ? "rare-stock" : "resource-" + number % 10;
    }

    private static boolean isOpen(long number) {
        return number >= COUNT - OPEN || number % 50_021 == 11;
    }

    /** Number n is the n-th of all: each lane in turn, some thousand in one epoch before the next. */
    private static TransactionId id(long number) {
        long perEpoch = COUNT / EPOCHS + 1;
        return TransactionId.of((int) (number % LANES), 1 + (int) (number / perEpoch), 1 + 3 * (number % perEpoch));
    }

    private void write() throws LogFailure {
        long number = 0;
        for (int epoch = 1; number < COUNT; epoch++) {
            List<LaneLog> lanes = new ArrayList<>();
            List<List<LogRecord>> batches = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                lanes.add(log.take(lane));
                batches.add(new ArrayList<>());
            }
            for (int i = 1; number < COUNT && id(number).epoch() == epoch; i++, number++) {
                add(number, batches.get(id(number).lane()));
                if (i % (BATCH * LANES) == 0) {
                    append(lanes, batches);
                }
            }
            append(lanes, batches);
            lanes.forEach(LaneLog::close);
        }
    }

    private static void append(List<LaneLog> lanes, List<List<LogRecord>> batches) throws LogFailure {
        for (int lane = 0; lane < LANES; lane++) {
            if (!batches.get(lane).isEmpty()) {
                lanes.get(lane).append(batches.get(lane));
                batches.get(lane).clear();
            }
        }
    }

    private static void add(long number, List<LogRecord> records) {
        long at = START + number * APART_MILLIS;
        TransactionId id = id(number);
        TreeMap<String, String> tags = new TreeMap<>(Map.of("order", "O-" + number, "region", "r" + number % 7));
        Labels labels = new Labels(key(number), key(number) == null ? null : "digest", tags);
        BeginFacts facts = new BeginFacts(name(number), "application-" + number % 5, "", 60_000, labels);
        BranchFacts stock = new BranchFacts(
                BranchType.TCC, resource(number), "stock", "stock:10.0.0.1:40000", "{\"actionContext\":{\"count\":2}}");
        long branch = id.value() + 1;
        records.add(new LogRecord.Begun(id, at, "127.0.0.1:8091", facts));
        records.add(new LogRecord.BranchRegistered(id, 1, at, branch, stock));
        records.add(new LogRecord.BranchRegistered(id, 2, at, branch + 1, stock));
        boolean open = isOpen(number);
        if (open && number % 3 == 0) {
            return;
        }
        Decision decision = number % 33 == 5 ? Decision.CANCEL : Decision.COMMIT;
        records.add(new LogRecord.Decided(id, 3, at, decision, Cause.CALLER));
        if (!open) {
            records.add(new LogRecord.Finished(
                    id,
                    4,
                    at + 5,
                    decision,
                    Cause.CALLER,
                    List.of(
                            new LogRecord.Acknowledgement(branch, at, 1, 3),
                            new LogRecord.Acknowledgement(branch + 1, at, 1, 5))));
        } else if (number % 50_021 == 11) {
            records.add(new LogRecord.AttemptFailed(id, 4, at, branch, 1, "down", at + 1_000, false, 7));
            records.add(new LogRecord.BranchParked(id, 5, at, branch));
        }
    }

    // ---- what is asked ----

    private long any() {
        return random.nextLong(COUNT);
    }

    private static TransactionFilter filter(
            String name, String application, String participant, TransactionStatus state, Long from, Long to) {
        return new TransactionFilter(
                null, name, application, participant, null, null, null, state, false, false, from, to);
    }

    private static TransactionFilter text(String text) {
        return new TransactionFilter(null, null, null, null, null, null, text, null, false, false, null, null);
    }

    private static TransactionFilter tag(String name, String value) {
        Tag tag = new Tag(name, value);
        return new TransactionFilter(null, null, null, null, null, tag, null, null, false, false, null, null);
    }

    private Page page(TransactionFilter filter) throws LogFailure {
        return page(filter, null);
    }

    private Page page(TransactionFilter filter, SearchPosition from) throws LogFailure {
        return log.search().search(filter, from, 50);
    }

    /** What takes too long is cut short, and says so. */
    private static void fullOrCutShort(Page page) {
        assertThat(page.found().size() == 50 || page.next() != null).isTrue();
    }

    private void find(TransactionFilter filter, long number) throws LogFailure {
        assertThat(page(filter).found()).extracting(one -> one.xid().id()).containsExactly(id(number));
    }

    private Map<String, Question> questions() {
        Map<String, Question> all = new TreeMap<>();
        all.put("newest", () -> fullOrCutShort(page(TransactionFilter.ALL)));
        all.put("newest, second page", () -> {
            Page first = page(TransactionFilter.ALL);
            fullOrCutShort(page(TransactionFilter.ALL, first.next()));
        });
        all.put("id", () -> {
            long number = any();
            find(
                    new TransactionFilter(
                            id(number), null, null, null, null, null, null, null, false, false, null, null),
                    number);
        });
        all.put("key", () -> {
            long number = any() / 2 * 2;
            find(
                    new TransactionFilter(
                            null, null, null, null, key(number), null, null, null, false, false, null, null),
                    number);
        });
        all.put("tag of one", () -> {
            long number = any();
            find(tag("order", "O-" + number), number);
        });
        all.put("tag of a seventh", () -> fullOrCutShort(page(tag("region", "r3"))));
        all.put("text: order number", () -> {
            long number = any();
            find(text("O-" + number), number);
        });
        all.put("text: xid", () -> {
            long number = any();
            find(text("127.0.0.1:8091:" + id(number)), number);
        });
        all.put("text: begin of a name", () -> fullOrCutShort(page(text("transaction-1"))));
        all.put("text: nothing", () -> page(text("nothing-" + any())));
        all.put(
                "name of a twentieth",
                () -> fullOrCutShort(page(filter("transaction-" + random.nextInt(20), null, null, null, null, null))));
        all.put("name, rare", () -> page(filter("rare", null, null, null, null, null)));
        all.put("application", () -> fullOrCutShort(page(filter(null, "application-3", null, null, null, null))));
        all.put(
                "participant of a tenth",
                () -> fullOrCutShort(page(filter(null, null, "resource-" + random.nextInt(10), null, null, null))));
        all.put("participant, rare", () -> page(filter(null, null, "rare-stock", null, null, null)));
        all.put(
                "state CANCELLED",
                () -> fullOrCutShort(page(filter(null, null, null, TransactionStatus.CANCELLED, null, null))));
        all.put(
                "state CONFIRMING",
                () -> fullOrCutShort(page(filter(null, null, null, TransactionStatus.CONFIRMING, null, null))));
        all.put(
                "undecided",
                () -> fullOrCutShort(page(filter(null, null, null, TransactionStatus.TRYING, null, null))));
        all.put(
                "parked",
                () -> page(new TransactionFilter(
                        null, null, null, null, null, null, null, null, false, true, null, null)));
        all.put("time range", () -> {
            long from = START + any() / 2 * APART_MILLIS;
            fullOrCutShort(page(filter(null, null, null, null, from, from + 100_000)));
        });
        all.put("time range and rare name", () -> {
            long from = START + any() / 2 * APART_MILLIS;
            page(filter("rare", null, null, null, from, from + 3_600_000));
        });
        all.put("time range, name, participant", () -> {
            long to = START + any() * APART_MILLIS;
            page(filter("transaction-4", null, "resource-4", TransactionStatus.CONFIRMED, null, to));
        });
        all.put("history", () -> assertThat(log.search().history(id(any()))).hasSizeGreaterThan(2));
        all.put("lanes", () -> assertThat(log.search().owners().lanes()).hasSize(LANES));
        all.put("live", this::live);
        return all;
    }

    /** Counted anew each time. */
    private void live() throws LogFailure {
        Traffic traffic = new TrafficCount(System::currentTimeMillis).recent(count -> {
            try {
                return count.on(connection);
            } catch (SQLException failure) {
                throw new LogFailure("not counted", failure);
            }
        });
        assertThat(traffic.open()).isGreaterThanOrEqualTo(OPEN);
    }

    @Test
    void everyQuestionIsAnsweredInTime() throws LogFailure, SQLException {
        log = open();
        try (Connection own = connect()) {
            connection = own;
            long started = System.nanoTime();
            if (page(TransactionFilter.ALL).found().isEmpty()) {
                write();
                long seconds = (System.nanoTime() - started) / 1_000_000_000;
                System.out.printf("%,d transactions written in %,d s%n", COUNT, seconds);
            }
            List<String> slow = new ArrayList<>();
            System.out.printf("%-32s %9s %9s %9s%n", "ms", "p50", "p99", "max");
            for (Map.Entry<String, Question> one : questions().entrySet()) {
                double[] millis = millis(one.getValue());
                double p99 = millis[(int) Math.ceil(RUNS * 0.99) - 1];
                System.out.printf("%-32s %9.2f %9.2f %9.2f%n", one.getKey(), millis[RUNS / 2], p99, millis[RUNS - 1]);
                if (p99 > PROMISED_P99_MILLIS) {
                    slow.add(one.getKey());
                }
            }
            assertThat(slow).isEmpty();
        } finally {
            log.close();
        }
    }

    private static double[] millis(Question question) throws LogFailure {
        question.ask(); // The first one opens the connection, and reads statements.
        double[] millis = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long started = System.nanoTime();
            question.ask();
            millis[i] = (System.nanoTime() - started) / 1e6;
        }
        Arrays.sort(millis);
        return millis;
    }
}
