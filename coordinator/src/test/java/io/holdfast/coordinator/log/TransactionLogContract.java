// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.KeyOwner;
import io.holdfast.coordinator.model.Labels;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.Target;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Tried;
import io.holdfast.coordinator.port.Accounts;
import io.holdfast.coordinator.port.Accounts.Role;
import io.holdfast.coordinator.port.Accounts.Token;
import io.holdfast.coordinator.port.Accounts.User;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every log must do, whatever it writes to. */
abstract class TransactionLogContract {
    private static final List<String> NASTY = List.of(
            "",
            " ",
            "O'Reilly \"quoted\" \\ ; -- DROP TABLE lane",
            "null",
            "\u0000",
            "a\u0000b",
            "line\nbreak\ttab\r\u001b\u0085\u2028",
            "\u6f22\u5b57 \ud83c\udf89 \u0301\u202e \ufeff \uffff",
            "{\"actionContext\":{\"a\":[1,{}]}}",
            "?1 :name $x %s {}");

    TransactionLog log;

    /** Opens the log; called again, after a close, it opens the same one. */
    abstract TransactionLog open() throws LogFailure;

    @BeforeEach
    void openLog() throws LogFailure {
        log = open();
    }

    @AfterEach
    void closeLog() {
        log.close();
    }

    private void reopen() throws LogFailure {
        log.close();
        log = open();
    }

    private void write(int lane, List<LogRecord> batch) throws LogFailure {
        try (LaneLog lanes = log.take(lane)) {
            lanes.append(batch);
        }
    }

    private List<LogRecord> replayed(int lane) throws LogFailure {
        List<LogRecord> records = new ArrayList<>();
        try (LaneLog lanes = log.take(lane)) {
            lanes.replay(records::add);
        }
        return records;
    }

    @Test
    void usersAndTokensAreWhatWasWritten() throws LogFailure {
        Accounts accounts = ((JdbcTransactionLog) log).accounts();
        User user = new User("alice", "{bcrypt}x", Role.VIEWER, Records.AT);
        assertThat(accounts.addUser(user)).isTrue();
        assertThat(accounts.addUser(new User("alice", "y", Role.ADMIN, 1))).isFalse();
        assertThat(accounts.users()).containsExactly(user);
        reopen();
        accounts = ((JdbcTransactionLog) log).accounts();
        assertThat(accounts.users()).containsExactly(user);
        User changed = new User("alice", "{bcrypt}z", Role.OPERATOR, Records.AT + 1);
        assertThat(accounts.changeUser(changed)).isTrue();
        assertThat(accounts.changeUser(new User("bob", "y", Role.ADMIN, 1))).isFalse();
        assertThat(accounts.users()).containsExactly(changed);
        assertThat(accounts.removeUser("alice")).isTrue();
        assertThat(accounts.removeUser("alice")).isFalse();

        Token old = new Token("1", "old", Role.VIEWER, "d1", "admin", Records.AT, null);
        Token young = new Token("2", "young", Role.ADMIN, "d2", "admin", Records.AT + 1, Records.AT + 2);
        accounts.addToken(old);
        accounts.addToken(young);
        assertThat(accounts.tokens()).containsExactly(young, old);
        assertThat(accounts.removeToken("1")).isTrue();
        assertThat(accounts.removeToken("1")).isFalse();
        assertThat(accounts.tokens()).containsExactly(young);
    }

    @Test
    void everyKindOfRecordComesBackAsItWasWritten() throws LogFailure {
        Records one = Records.of(0, 1)
                .begun()
                .registered(11)
                .registered(12, BranchType.XA, "balance", null)
                .registered(13, BranchType.SAGA, "order", "")
                .reported(12, "{\"frozen\":2}")
                .decided(Decision.CANCEL, Cause.TIMEOUT)
                .failed(11, "connection refused")
                .parked(11)
                .acknowledged(12);
        Records two = Records.of(0, 2).begun().registered(21).decided(Decision.COMMIT, Cause.CALLER);
        write(0, one.all());
        write(0, two.all());
        reopen();

        List<LogRecord> expected = new ArrayList<>(one.all());
        expected.addAll(two.all());
        assertThat(replayed(0)).isEqualTo(expected);
        assertThat(replayed(0)).as("replaying changes nothing").isEqualTo(expected);
    }

    @Test
    void nastyTextsComeBackAsTheyWere() throws LogFailure {
        List<LogRecord> all = new ArrayList<>();
        long counter = 0;
        for (String text : NASTY) {
            all.addAll(Records.of(0, ++counter)
                    .begun(text)
                    .registered(1, BranchType.TCC, text, text)
                    .reported(1, text)
                    .decided(Decision.COMMIT, Cause.CALLER)
                    .failed(1, text)
                    .all());
        }
        write(0, all);
        reopen();
        assertThat(replayed(0)).isEqualTo(all);
    }

    @Test
    void halfACharacterPoisonsNothing() throws LogFailure {
        write(
                0,
                Records.of(0, 1)
                        .begun("\ud83c")
                        .registered(1, BranchType.TCC, "\udf89", "x\ud83c")
                        .all());
        assertThat(replayed(0)).hasSize(2);
    }

    @Test
    void largeApplicationDataComesBackWhole() throws LogFailure {
        String large = "\u6f22\"\\\u0000".repeat(64 * 1024 / 4);
        List<LogRecord> records = Records.of(0, 1)
                .begun()
                .registered(1, BranchType.TCC, "stock", large)
                .reported(1, large)
                .all();
        write(0, records);
        assertThat(replayed(0)).isEqualTo(records);
    }

    @Test
    void extremeNumbersComeBackWhole() throws LogFailure {
        TransactionId last =
                TransactionId.of(TransactionId.MAX_LANE, TransactionId.MAX_EPOCH, TransactionId.MAX_COUNTER);
        List<LogRecord> records =
                new Records(last).begun().registered(Long.MAX_VALUE).all();
        write(TransactionId.MAX_LANE, records);
        assertThat(replayed(TransactionId.MAX_LANE)).isEqualTo(records);
    }

    @Test
    void aTransactionWrittenInManyBatchesIsOneTransaction() throws LogFailure {
        Records one = Records.of(0, 1).begun().registered(1);
        Records other = Records.of(0, 2).begun().registered(9);
        try (LaneLog lane = log.take(0)) {
            lane.append(one.all());
            lane.append(other.all());
            lane.append(one.registered(2).from(2));
            lane.append(
                    one.decided(Decision.COMMIT, Cause.CALLER).acknowledged(1).from(3));
        }
        List<LogRecord> expected = new ArrayList<>(one.all());
        expected.addAll(other.all());
        assertThat(replayed(0)).isEqualTo(expected);
    }

    private static Records submitted(long counter, String key, String tag) {
        Labels labels = new Labels(key, "digest of " + key, new TreeMap<>(Map.of(tag, tag, "order", "O-1")));
        Endpoint dubbo = new Endpoint.Dubbo("a.B", "g", "1", "tri://h:1", "try", "ok", "no", List.of("long", "a.C"));
        Endpoint http = new Endpoint.Http("http://h/try", "http://h/ok", "http://h/no");
        return Records.of(0, counter)
                .submitted(labels)
                .registered(1, new Target("first", dubbo, "[1]", List.of(), 3))
                .registered(2, new Target("second", http, "{}", List.of(0), 0))
                .tried(
                        Decision.CANCEL,
                        Cause.TRY_REFUSED,
                        new Tried(1, Tried.Outcome.DONE, null, 12),
                        new Tried(2, Tried.Outcome.REFUSED, tag, 0));
    }

    @Test
    void whatWasSubmittedComesBackWithItsLabelsTargetsAndTrys() throws LogFailure {
        List<LogRecord> all = new ArrayList<>();
        long counter = 0;
        for (String text : NASTY) {
            all.addAll(submitted(++counter, text, text).all());
        }
        write(0, all);
        reopen();

        assertThat(replayed(0)).isEqualTo(all);
        for (String text : NASTY) {
            KeyOwner owner = log.findKey(text);
            assertThat(owner.digest()).isEqualTo("digest of " + text);
            assertThat(owner.xid().address()).isEqualTo("10.0.0.1:8091");
        }
        assertThat(log.findKey("nobody")).isNull();
    }

    @Test
    void aKeyIsOfOneTransactionAlsoAfterItsEnd() throws LogFailure {
        Records one = submitted(1, "O-1", "tag").finished(Decision.CANCEL, Cause.TRY_REFUSED, 1, 2);
        write(0, one.all());
        assertThat(log.findKey("O-1").xid().id()).isEqualTo(one.id);
        assertThatThrownBy(() -> write(
                        1,
                        List.of(Records.of(1, 1)
                                .submitted(new Labels("O-1", "x", new TreeMap<>()))
                                .all()
                                .get(0))))
                .isInstanceOf(LogFailure.class);
        assertThat(log.findKey("O-1").xid().id()).isEqualTo(one.id);
    }

    @Test
    void finishedTransactionsAreNotReplayedButFound() throws LogFailure {
        Records confirmed = Records.of(0, 1)
                .begun()
                .registered(1)
                .decided(Decision.COMMIT, Cause.CALLER)
                .finished(Decision.COMMIT, Cause.CALLER, 1);
        Records cancelled = Records.of(0, 2).begun().registered(1).decided(Decision.CANCEL, Cause.TIMEOUT);
        Records open = Records.of(0, 3).begun().registered(1).decided(Decision.COMMIT, Cause.CALLER);
        write(0, confirmed.all());
        write(0, cancelled.all());
        write(0, cancelled.finished(Decision.CANCEL, Cause.TIMEOUT).from(3));
        write(0, open.all());
        reopen();

        assertThat(replayed(0)).isEqualTo(open.all());
        assertThat(log.findFinished(confirmed.id))
                .isEqualTo(new Standing(TransactionStatus.CONFIRMED, Cause.CALLER, false));
        assertThat(log.findFinished(cancelled.id))
                .isEqualTo(new Standing(TransactionStatus.CANCELLED, Cause.TIMEOUT, false));
        assertThat(log.findFinished(open.id)).isNull();
        assertThat(log.findFinished(TransactionId.of(0, 1, 4))).isNull();
        assertThat(log.findFinished(new TransactionId(Long.MAX_VALUE))).isNull();
    }

    @Test
    void whatEndedLongAgoIsDeletedWithAllThatBelongsToItAndNothingElseIs() throws LogFailure {
        List<LogRecord> batch = new ArrayList<>();
        List<Records> ended = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            ended.add(submitted(10 + i, "old-" + i, "tag").finished(Decision.CANCEL, Cause.TRY_REFUSED, 1, 2));
            batch.addAll(ended.get(i).all());
        }
        Records open = Records.of(0, 1).begun().registered(1);
        Records ofAnotherLane = Records.of(1, 1)
                .begun()
                .registered(1)
                .decided(Decision.COMMIT, Cause.CALLER)
                .finished(Decision.COMMIT, Cause.CALLER, 1);
        batch.addAll(open.all());
        write(0, batch);
        write(1, ofAnotherLane.all());
        JdbcTransactionLog log = (JdbcTransactionLog) this.log;

        assertThat(log.purge(0, Records.AT)).as("nothing is that old").isFalse();
        assertThat(log.findKey("old-0")).isNotNull();
        assertThat(log.purge(0, Records.AT + 1_000)).isTrue();
        assertThat(log.purge(0, Records.AT + 1_000)).isTrue();
        assertThat(log.purge(0, Records.AT + 1_000)).isFalse();

        for (Records one : List.of(ended.get(0), ended.get(1_199))) {
            assertThat(log.findFinished(one.id)).isNull();
            assertThat(log.history(one.id)).isEmpty();
        }
        assertThat(log.findKey("old-1199")).isNull();
        assertThat(replayed(0)).isEqualTo(open.all());
        assertThat(log.history(ofAnotherLane.id)).isEqualTo(ofAnotherLane.all());
        write(0, submitted(5_000, "old-0", "tag").all()); // Its key, and its tags, are free again.
        assertThat(log.findKey("old-0")).isNotNull();
    }

    @Test
    void aBatchOfManyMegabytesIsWrittenWhole() throws LogFailure {
        List<LogRecord> batch = new ArrayList<>();
        List<Records> ended = new ArrayList<>();
        List<LogRecord> open = new ArrayList<>();
        for (int i = 1; i <= 400; i++) {
            String data = "\u00e9'\\".repeat(i == 7 ? 500_000 : 3_000);
            Records one = Records.of(0, i).begun().registered(1, BranchType.TCC, "stock", data);
            if (i % 4 == 0) {
                open.addAll(one.all());
            } else {
                ended.add(one.decided(Decision.COMMIT, Cause.CALLER).finished(Decision.COMMIT, Cause.CALLER, 1));
            }
            batch.addAll(one.all());
        }
        write(0, batch);

        for (Records one : ended) {
            assertThat(log.history(one.id)).isEqualTo(one.all());
        }
        assertThat(replayed(0)).isEqualTo(open);
    }

    @Test
    void theHistoryOfATransactionIsAllThatWasWrittenOfItAlsoAfterItsEnd() throws LogFailure {
        Records ended = submitted(1, "O-1", "tag").finished(Decision.CANCEL, Cause.TRY_REFUSED, 1, 2);
        Records open = Records.of(0, 2).begun().registered(1);
        write(0, ended.all());
        write(0, open.all());
        reopen();

        assertThat(log.history(ended.id)).isEqualTo(ended.all());
        assertThat(log.history(open.id)).isEqualTo(open.all());
        assertThat(log.history(TransactionId.of(0, 1, 3))).isEmpty();
    }

    @Test
    void whatWasAppendedIsFoundAtOnceByOthers() throws LogFailure {
        Records one = Records.of(0, 1).begun().registered(1).decided(Decision.COMMIT, Cause.CALLER);
        try (LaneLog lane = log.take(0)) {
            lane.append(one.all());
            assertThat(log.findFinished(one.id)).isNull();
            lane.append(one.finished(Decision.COMMIT, Cause.CALLER, 1).from(3));
            assertThat(log.findFinished(one.id)).isNotNull();
        }
    }

    @Test
    void aBatchWithOneImpossibleRecordIsNotWrittenAtAll() throws LogFailure {
        Records first = Records.of(0, 1).begun().registered(1);
        write(0, first.all());
        Records second = Records.of(0, 2).begun().registered(1);
        List<LogRecord> batch = new ArrayList<>(second.all());
        batch.add(first.all().get(1));

        try (LaneLog lane = log.take(0)) {
            assertThatThrownBy(() -> lane.append(batch)).isInstanceOf(LogFailure.class);
        }
        assertThat(replayed(0)).isEqualTo(first.all());
    }

    @Test
    void anEndWithoutABeginIsRefusedAndNotWritten() throws LogFailure {
        Records one = Records.of(0, 1).begun().registered(1).decided(Decision.COMMIT, Cause.CALLER);
        Records other = Records.of(0, 2).begun().registered(1);
        List<LogRecord> batch = new ArrayList<>(other.all());
        batch.addAll(one.finished(Decision.COMMIT, Cause.CALLER, 1).from(1));

        try (LaneLog lane = log.take(0)) {
            assertThatThrownBy(() -> lane.append(batch)).isInstanceOf(LogFailure.class);
        }
        assertThat(replayed(0)).isEmpty();
    }

    @Test
    void theEpochRisesWithEveryTakeAndOutlivesARestart() throws LogFailure {
        List<Integer> epochs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            try (LaneLog lane = log.take(0)) {
                epochs.add(lane.epoch());
            }
            reopen();
        }
        assertThat(epochs).containsExactly(1, 2, 3);
        try (LaneLog other = log.take(1)) {
            assertThat(other.epoch()).as("each lane counts for itself").isEqualTo(1);
        }
    }

    @Test
    void anOlderOwnerCanWriteNothingAfterANewerOneHasTakenTheLane() throws LogFailure {
        Records before = Records.of(0, 1).begun().registered(1);
        Records after = Records.of(0, 2).begun().registered(1);
        try (LaneLog older = log.take(0)) {
            older.append(before.all());
            try (LaneLog newer = log.take(0)) {
                assertThatThrownBy(() -> older.append(
                                Records.of(0, 3).begun().registered(1).all()))
                        .isInstanceOf(LogFailure.class)
                        .hasMessageContaining("lane 0")
                        .hasMessageContaining("taken over")
                        .hasMessageContaining("I21");
                newer.append(after.all());
            }
        }
        List<LogRecord> expected = new ArrayList<>(before.all());
        expected.addAll(after.all());
        assertThat(replayed(0)).isEqualTo(expected);
    }

    @Test
    void lanesWriteSideBySideAndSeeOnlyTheirOwn() throws LogFailure {
        List<LaneLog> lanes = new ArrayList<>();
        for (int lane = 0; lane < 3; lane++) {
            lanes.add(log.take(lane));
        }
        for (int round = 1; round <= 3; round++) {
            for (int lane = 0; lane < 3; lane++) {
                lanes.get(lane)
                        .append(Records.of(lane, round)
                                .begun()
                                .registered(round)
                                .all());
            }
        }
        lanes.forEach(LaneLog::close);
        for (int lane = 0; lane < 3; lane++) {
            int expected = lane;
            assertThat(replayed(lane))
                    .hasSize(6)
                    .allMatch(record -> record.transaction().lane() == expected);
        }
    }

    @Test
    void lanesWriteAtTheSameTimeFromTheirOwnThreads() throws Exception {
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int number = 0; number < 3; number++) {
            int lane = number;
            writers.add(CompletableFuture.runAsync(() -> {
                try (LaneLog mine = log.take(lane)) {
                    for (int i = 1; i <= 50; i++) {
                        mine.append(Records.of(lane, i).begun().registered(i).all());
                        log.findFinished(TransactionId.of(lane, 1, i));
                    }
                } catch (LogFailure failure) {
                    throw new IllegalStateException(failure);
                }
            }));
        }
        for (CompletableFuture<Void> writer : writers) {
            writer.get(30, TimeUnit.SECONDS);
        }
        for (int lane = 0; lane < 3; lane++) {
            assertThat(replayed(lane)).hasSize(100);
        }
    }

    @Test
    void anIdleLaneKeepsNobodyFromTakingAnother() throws LogFailure {
        try (LaneLog idle = log.take(0)) {
            idle.replay(record -> {});
            try (LaneLog other = log.take(1)) {
                other.append(Records.of(1, 1).begun().registered(1).all());
            }
        }
        assertThat(replayed(1)).hasSize(2);
    }

    @Test
    void aClosedLogSaysSo() throws LogFailure {
        log.close();
        assertThatThrownBy(() -> log.findFinished(TransactionId.of(0, 1, 1)))
                .isInstanceOf(LogFailure.class)
                .hasMessageContaining("closed");
        log.close();
        log = open();
    }

    @Test
    void aReaderThatFailsIsHeard() throws LogFailure {
        write(0, Records.of(0, 1).begun().registered(1).all());
        try (LaneLog lane = log.take(0)) {
            assertThatThrownBy(() -> lane.replay(record -> {
                        throw new IllegalStateException("the fold broke");
                    }))
                    .hasMessage("the fold broke");
        }
        assertThat(replayed(0)).hasSize(2);
    }
}
