// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.coordinator.log.WrittenTransaction.Parking;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.Labels;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.SearchPosition;
import io.holdfast.coordinator.port.TransactionFilter;
import io.holdfast.coordinator.port.TransactionFilter.Tag;
import io.holdfast.coordinator.port.TransactionSearch.Match;
import io.holdfast.coordinator.port.TransactionSearch.Page;
import io.holdfast.coordinator.port.TransactionSearch.Taking;
import io.holdfast.coordinator.port.TransactionSearch.Traffic;
import io.holdfast.coordinator.port.TransactionSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What everybody may expect who looks for transactions, whatever the log is written to. */
abstract class TransactionSearchContract {
    private static final long START = Records.AT;
    private static final long HOUR = 3_600_000;
    private static final int LANES = 3;
    private static final List<String> NAMES = List.of("place-order", "refund", "place'\"%_\\", "Stra\u00dfe \u6f22");
    private static final List<String> RESOURCES = List.of("stock", "balance", "st\"ock\\", "http://127.0.0.1:9");

    private final Random random = new Random(7);
    private final List<WrittenTransaction> written = new ArrayList<>();
    private long now = START;
    JdbcTransactionLog log;

    /** Opens an empty log. */
    abstract JdbcTransactionLog open() throws LogFailure;

    @BeforeEach
    void openLog() throws LogFailure {
        log = open();
    }

    @AfterEach
    void closeLog() {
        log.close();
    }

    /** Three lanes with some epochs each; before one of these the clock was set back. */
    private void writeAll() throws LogFailure {
        for (int round = 0; round < 3; round++) {
            now += HOUR;
            for (int lane = LANES - 1; lane >= 0; lane--) {
                long start = now - (round == 1 && lane == 1 ? 2 * HOUR - 60_000 : 0);
                try (LaneLog taken = log.take(lane)) {
                    write(taken, lane, start, 60);
                }
            }
        }
    }

    private void write(LaneLog lane, int number, long start, int count) throws LogFailure {
        List<LogRecord> batch = new ArrayList<>();
        long at = start;
        for (int i = 0; i < count; i++) {
            at += random.nextInt(3) * 1_000L;
            TransactionId id = TransactionId.of(number, lane.epoch(), 1 + 3L * i);
            WrittenTransaction one = new WrittenTransaction(
                    id,
                    at,
                    one(NAMES),
                    random.nextBoolean() ? "shop" : "mobile",
                    one(RESOURCES),
                    labels(id),
                    one(List.of(TransactionStatus.values())),
                    one(List.of(Parking.values())));
            written.add(one);
            batch.addAll(one.records());
        }
        lane.append(batch);
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private Labels labels(TransactionId id) {
        if (random.nextInt(3) == 0) {
            return Labels.NONE;
        }
        TreeMap<String, String> tags = new TreeMap<>(Map.of("order", "O-" + id, "region", "r" + random.nextInt(3)));
        if (random.nextInt(20) == 0) {
            tags.put("parent", "O-" + written.get(written.size() / 2).id());
        }
        return random.nextBoolean() ? new Labels(null, null, tags) : new Labels("K-" + id, "digest", tags);
    }

    private static TransactionFilter state(TransactionStatus state) {
        return new TransactionFilter(null, null, null, null, null, null, null, state, false, false, null, null);
    }

    private static TransactionFilter text(String text) {
        return new TransactionFilter(null, null, null, null, null, null, text, null, false, false, null, null);
    }

    private Stream<TransactionFilter> filters() {
        WrittenTransaction some = written.stream()
                .filter(one -> one.labels().key() != null)
                .skip(20)
                .findFirst()
                .orElseThrow();
        Tag region = new Tag("region", "r1");
        Tag order = new Tag("order", some.labels().tags().get("order"));
        long from = START + HOUR + 20_000;
        long to = START + 3 * HOUR + 30_000;
        Stream<TransactionFilter> single = Stream.of(
                TransactionFilter.ALL,
                new TransactionFilter(some.id(), null, null, null, null, null, null, null, false, false, null, null),
                new TransactionFilter(null, NAMES.get(2), null, null, null, null, null, null, false, false, null, null),
                new TransactionFilter(null, null, "shop", null, null, null, null, null, false, false, null, null),
                new TransactionFilter(null, null, null, "stock", null, null, null, null, false, false, null, null),
                new TransactionFilter(
                        null, null, null, RESOURCES.get(2), null, null, null, null, false, false, null, null),
                new TransactionFilter(
                        null, null, null, null, some.labels().key(), null, null, null, false, false, null, null),
                new TransactionFilter(null, null, null, null, null, order, null, null, false, false, null, null),
                new TransactionFilter(null, null, null, null, null, region, null, null, false, false, null, null),
                new TransactionFilter(null, null, null, null, null, null, null, null, true, false, null, null),
                new TransactionFilter(null, null, null, null, null, null, null, null, false, true, null, null),
                new TransactionFilter(null, null, null, null, null, null, null, null, false, false, from, null),
                new TransactionFilter(null, null, null, null, null, null, null, null, false, false, null, to),
                new TransactionFilter(null, null, null, null, null, null, null, null, false, false, from, to),
                new TransactionFilter(null, null, null, null, null, null, null, null, false, false, START, START));
        Stream<TransactionFilter> states = Stream.of(TransactionStatus.values()).map(TransactionSearchContract::state);
        Stream<TransactionFilter> together = Stream.of(
                new TransactionFilter(null, null, null, null, null, region, null, null, false, true, from, to),
                new TransactionFilter(
                        null,
                        null,
                        "shop",
                        "stock",
                        null,
                        region,
                        null,
                        TransactionStatus.TRYING,
                        true,
                        false,
                        null,
                        to),
                new TransactionFilter(
                        some.id(), null, null, null, some.labels().key(), order, null, null, false, false, from, null),
                new TransactionFilter(
                        null,
                        NAMES.get(0),
                        null,
                        null,
                        null,
                        null,
                        null,
                        TransactionStatus.CONFIRMED,
                        false,
                        false,
                        from,
                        to));
        return Stream.of(single, states, together).flatMap(all -> all);
    }

    private List<TransactionSummary> allPages(TransactionFilter filter, int limit) throws LogFailure {
        List<TransactionSummary> all = new ArrayList<>();
        SearchPosition position = null;
        do {
            Page page = log.search().search(filter, position, limit);
            assertThat(page.found()).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page.found());
            position = page.next();
        } while (position != null);
        return all;
    }

    private static List<TransactionId> ids(List<TransactionSummary> found) {
        return found.stream().map(one -> one.xid().id()).toList();
    }

    @Test
    void everyFilterFindsAllThatItMeansOnceAndNothingElse() throws LogFailure {
        writeAll();
        for (TransactionFilter filter : filters().toList()) {
            List<TransactionId> expected = written.stream()
                    .filter(one -> one.fits(filter))
                    .map(WrittenTransaction::id)
                    .toList();
            for (int limit : new int[] {40}) {
                assertThat(ids(allPages(filter, limit)))
                        .as("%s by %d", filter, limit)
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }

    @Test
    void theNewestComesFirst() throws LogFailure {
        writeAll();
        List<TransactionSummary> found = allPages(TransactionFilter.ALL, 11);

        for (int lane = 0; lane < LANES; lane++) {
            int number = lane;
            List<Long> ids = found.stream()
                    .map(one -> one.xid().id())
                    .filter(id -> id.lane() == number)
                    .map(TransactionId::value)
                    .toList();
            assertThat(ids).isSortedAccordingTo((one, other) -> Long.compare(other, one));
        }
        List<Long> wellTimed = found.stream()
                .filter(one -> one.xid().id().lane() != 1)
                .map(TransactionSummary::begunAtMillis)
                .toList();
        assertThat(wellTimed).isSortedAccordingTo((one, other) -> Long.compare(other, one));
    }

    @Test
    void whatBeginsMeanwhileIsOnNoLaterPage() throws LogFailure {
        writeAll();
        int before = written.size();
        Page first = log.search().search(TransactionFilter.ALL, null, 5);
        now += HOUR;
        try (LaneLog lane = log.take(0)) {
            write(lane, 0, now, 10);
        }
        try (LaneLog lane = log.take(LANES)) {
            write(lane, LANES, now, 10);
        }
        List<TransactionId> found = new ArrayList<>(ids(first.found()));
        for (SearchPosition next = first.next(); next != null; ) {
            Page page = log.search().search(TransactionFilter.ALL, next, 50);
            found.addAll(ids(page.found()));
            next = page.next();
        }
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(written.subList(0, before).stream()
                        .map(WrittenTransaction::id)
                        .toList());
        assertThat(allPages(TransactionFilter.ALL, 50)).hasSize(before + 20);
    }

    @Test
    void aSummaryTellsHowItsTransactionStands() throws LogFailure {
        writeAll();
        Map<TransactionId, TransactionSummary> found = new TreeMap<>((a, b) -> Long.compare(a.value(), b.value()));
        allPages(TransactionFilter.ALL, 50).forEach(one -> found.put(one.xid().id(), one));
        for (WrittenTransaction one : written) {
            TransactionSummary told = found.get(one.id());
            assertThat(told.facts())
                    .isEqualTo(new BeginFacts(one.name(), one.application(), "", 60_000, withoutDigest(told, one)));
            assertThat(told.status()).isEqualTo(one.status());
            assertThat(told.cause() == null).isEqualTo(one.status() == TransactionStatus.TRYING);
            assertThat(told.parked()).as("%s", one).isEqualTo(one.parked());
            assertThat(told.begunAtMillis()).isEqualTo(one.at());
            assertThat(told.finishedAtMillis()).isEqualTo(one.status().isFinal() ? one.at() + 7 : null);
        }
    }

    private static Labels withoutDigest(TransactionSummary told, WrittenTransaction one) {
        assertThat(told.facts().labels().key()).isEqualTo(one.labels().key());
        assertThat(told.facts().labels().tags()).isEqualTo(one.labels().tags());
        return told.facts().labels();
    }

    @Test
    void aTextIsAnIdOrAKeyOrATagAndElseTheBeginningOfAName() throws LogFailure {
        writeAll();
        WrittenTransaction some = written.stream()
                .filter(one -> one.labels().key() != null)
                .findFirst()
                .orElseThrow();
        WrittenTransaction child = written.stream()
                .filter(one -> one.labels().tags().containsKey("parent"))
                .findFirst()
                .orElseThrow();

        assertText("10.0.0.1:8091:" + some.id(), Match.EXACT, some.id());
        assertText(some.id().toString(), Match.EXACT, some.id());
        assertText(some.labels().key(), Match.EXACT, some.id());
        String parent = child.labels().tags().get("parent");
        assertText(
                parent,
                Match.EXACT,
                written.stream()
                        .filter(one -> one.labels().tags().containsValue(parent))
                        .map(WrittenTransaction::id)
                        .toArray(TransactionId[]::new));
        assertText(
                "place",
                Match.NAME_PREFIX,
                written.stream()
                        .filter(one -> one.name().startsWith("place"))
                        .map(WrittenTransaction::id)
                        .toArray(TransactionId[]::new));
        assertText("Place", Match.NAME_PREFIX);
        assertText("%", Match.NAME_PREFIX);
        assertText("99999999999999999999999999", Match.NAME_PREFIX);
        assertText(
                "Stra\u00dfe",
                Match.NAME_PREFIX,
                written.stream()
                        .filter(one -> one.name().startsWith("Stra"))
                        .map(WrittenTransaction::id)
                        .toArray(TransactionId[]::new));
    }

    private void assertText(String text, Match how, TransactionId... expected) throws LogFailure {
        assertThat(log.search().search(text(text), null, 1).how()).as(text).isEqualTo(how);
        assertThat(ids(allPages(text(text), 9))).as(text).containsExactlyInAnyOrder(expected);
    }

    @Test
    void aSearchThatFindsLittleStopsAndSaysHowFarItHasCome() throws LogFailure {
        try (LaneLog lane = log.take(0)) {
            for (int batch = 0; batch < 22; batch++) {
                List<LogRecord> records = new ArrayList<>();
                for (int i = 1; i <= 1_000; i++) {
                    long count = batch * 1_000L + i;
                    TransactionId id = TransactionId.of(0, lane.epoch(), count);
                    String name = count == 1 ? "rare" : "frequent";
                    records.add(new LogRecord.Begun(
                            id, START + count, "10.0.0.1:8091", new BeginFacts(name, "shop", "", 60_000)));
                }
                lane.append(records);
            }
        }
        TransactionFilter rare =
                new TransactionFilter(null, "rare", null, null, null, null, null, null, false, false, null, null);
        Page first = log.search().search(rare, null, 10);

        assertThat(first.found()).isEmpty();
        assertThat(first.next()).isNotNull();
        assertThat(first.searchedUntilMillis()).isBetween(START + 1_000, START + 21_999);
        assertThat(allPages(rare, 10)).hasSize(1);
        assertThat(allPages(state(TransactionStatus.CONFIRMED), 10)).isEmpty();
    }

    @Test
    void trafficIsCountedByState() throws LogFailure {
        writeAll();
        Traffic traffic = log.search().traffic();

        assertThat(traffic.open())
                .isEqualTo(
                        written.stream().filter(one -> !one.status().isFinal()).count());
        assertThat(traffic.byState().all()).isTrue();
        assertThat(traffic.byState().trying()).isEqualTo(count(TransactionStatus.TRYING));
        assertThat(traffic.byState().confirming()).isEqualTo(count(TransactionStatus.CONFIRMING));
        assertThat(traffic.byState().cancelling()).isEqualTo(count(TransactionStatus.CANCELLING));
        assertThat(traffic.byState().parked())
                .isEqualTo(written.stream().filter(WrittenTransaction::parked).count());
        // In lane 1 a clock was set back: of each lane it is the first one that counts.
        WrittenTransaction oldest = Stream.of(0, 1, 2)
                .map(this::firstUndecided)
                .min((one, other) -> Long.compare(one.at(), other.at()))
                .orElseThrow();
        assertThat(traffic.oldestUndecided().begunAtMillis()).isEqualTo(oldest.at());
    }

    private WrittenTransaction firstUndecided(int lane) {
        return written.stream()
                .filter(one -> one.id().lane() == lane && one.status() == TransactionStatus.TRYING)
                .min((one, other) -> Long.compare(one.id().value(), other.id().value()))
                .orElseThrow();
    }

    private long count(TransactionStatus status) {
        return written.stream().filter(one -> one.status() == status).count();
    }

    @Test
    void theLanesAreToldWithTheirOwners() throws LogFailure {
        writeAll();
        assertThat(log.search().owners().lanes()).hasSize(LANES).allSatisfy(lane -> {
            assertThat(lane.owner()).isEqualTo("node-1");
            assertThat(lane.epoch()).isEqualTo(3);
        });
    }

    @Test
    void anEmptyLogHasNothing() throws LogFailure {
        Page page = log.search().search(TransactionFilter.ALL, null, 10);
        assertThat(page.found()).isEmpty();
        assertThat(page.next()).isNull();
        assertThat(page.searchedUntilMillis()).isNull();
        assertThat(log.search().history(TransactionId.of(0, 1, 1))).isEmpty();
        assertThat(log.search().traffic().oldestUndecided()).isNull();
        assertThat(log.search().takings(0, 1)).isEmpty();
    }

    @Test
    void whoHadALaneWhenIsRememberedAThousandTimes() throws Exception {
        for (int i = 0; i < 1_002; i++) {
            log.take(3).close();
        }
        List<Taking> takings = log.search().takings(3, 1);
        assertThat(takings).hasSize(1_000);
        assertThat(takings.get(0).epoch()).isEqualTo(3);
        assertThat(takings.get(999).epoch()).isEqualTo(1_002);
        assertThat(takings.get(999).owner()).isNotEmpty();
        assertThat(takings.get(999).atMillis()).isPositive();
        assertThat(log.search().takings(3, 1_002)).containsExactly(takings.get(999));
        assertThat(log.search().takings(2, 1)).isEmpty();
    }

    @Test
    void aClosedLogSaysSo() throws LogFailure {
        log.close();
        assertThatThrownBy(() -> log.search().search(TransactionFilter.ALL, null, 10))
                .isInstanceOf(LogFailure.class)
                .hasMessageContaining("closed");
        log = open();
    }
}
