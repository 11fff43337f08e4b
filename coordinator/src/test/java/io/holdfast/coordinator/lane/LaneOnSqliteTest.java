// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.coordinator.lane.RecordingOutbox.Caller;
import io.holdfast.coordinator.log.JdbcTransactionLog;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input.AskStatus;
import io.holdfast.coordinator.model.Input.Decide;
import io.holdfast.coordinator.model.Input.LookedUp;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Xid;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engine, lane and the real log together. */
class LaneOnSqliteTest {
    @TempDir
    Path directory;

    private TransactionLog log;

    @BeforeEach
    void openLog() throws LogFailure {
        log = JdbcTransactionLog.embedded(directory.resolve("holdfast.db"), "node-1", System::currentTimeMillis);
    }

    @AfterEach
    void closeLog() {
        log.close();
    }

    private LaneWorld started(int lane) {
        return new LaneWorld(log, lane).started();
    }

    @Test
    void aStatusAnsweredBeforeARestartIsTheSameAfterIt() {
        Standing confirmed = new Standing(TransactionStatus.CONFIRMED, Cause.CALLER, false);
        Xid done;
        Xid empty;
        try (LaneWorld world = started(0)) {
            done = world.begunWithABranch();
            assertThat(world.commitAndConfirm(done)).isEqualTo(confirmed);
            empty = world.begin();
        }
        try (LaneWorld world = started(0)) {
            assertThat(world.status(done)).isEqualTo(confirmed);
            for (Decision again : Decision.values()) {
                assertThat(world.ask(to -> new Decide(done.id(), again, to))).isEqualTo(confirmed);
            }
            assertThat(((Refused) world.register(done)).refusal()).isEqualTo(Refusal.DECIDED);
            assertThat(((Standing) world.status(empty)).status())
                    .as("an orderly stop writes down what has no branch yet")
                    .isEqualTo(TransactionStatus.TRYING);
            assertThat(world.register(empty)).isInstanceOf(Answer.Registered.class);
            assertThat(world.begin().id().epoch()).isEqualTo(2);
        }
    }

    @Test
    void whatWasUnfinishedIsCarriedOnAfterARestart() {
        Xid decided;
        Xid undecided;
        BranchCall before;
        try (LaneWorld world = started(0)) {
            undecided = world.begunWithABranch();
            decided = world.begunWithABranch();
            world.decide(decided, Decision.CANCEL);
            before = world.awaitCall(1);
        }
        try (LaneWorld world = started(0)) {
            BranchCall again = world.awaitCall(1);
            assertThat(again)
                    .usingRecursiveComparison()
                    .ignoringFields("deadlineMillis")
                    .isEqualTo(before);
            world.done(again);
            await().until(() -> ((Standing) world.status(decided)).status() == TransactionStatus.CANCELLED);
            assertThat(world.register(undecided)).isInstanceOf(Answer.Registered.class);
            Caller caller = world.decide(undecided, Decision.COMMIT);
            world.done(world.awaitCall(2));
            world.done(world.awaitCall(3));
            assertThat(((Standing) LaneWorld.awaitAnswer(caller)).status()).isEqualTo(TransactionStatus.CONFIRMED);
        }
    }

    @Test
    void anotherOwnerFencesTheLaneWhichThenTakesItselfANewEpoch() throws LogFailure {
        try (LaneWorld world = started(0)) {
            Xid xid = world.begunWithABranch();
            log.take(0).close();
            Answer refused = world.ask(to -> new Decide(xid.id(), Decision.COMMIT, to));
            LaneWorld.assertUnavailable(refused);
            assertThat(((Refused) refused).message()).contains("taken over");
            world.awaitServingIn(3);
            assertThat(((Standing) world.status(xid)).status()).isEqualTo(TransactionStatus.TRYING);
            assertThat(world.outbox.calls).isEmpty();
        }
    }

    @Test
    void theRouterSendsWhatIsAboutATransactionToTheLaneOfItsId() {
        try (LaneWorld first = started(0);
                LaneWorld second = started(1)) {
            Router router = new Router(List.of(first.lane, second.lane));
            Xid zero = first.begunWithABranch();
            Xid one = second.begunWithABranch();
            for (Xid xid : List.of(zero, one)) {
                Caller caller = new Caller();
                assertThat(router.offer(new AskStatus(xid.id(), caller))).isTrue();
                assertThat(((Standing) LaneWorld.awaitAnswer(caller)).status()).isEqualTo(TransactionStatus.TRYING);
            }
            for (TransactionId nobodys : List.of(TransactionId.of(200, 1, 1), new TransactionId(Long.MAX_VALUE))) {
                Caller caller = new Caller();
                assertThat(router.offer(new AskStatus(nobodys, caller))).isTrue();
                assertThat(((Refused) LaneWorld.awaitAnswer(caller)).refusal()).isEqualTo(Refusal.NO_SUCH_TRANSACTION);
            }
            LookedUp internal = new LookedUp(new AskStatus(zero.id(), new Caller()), null, List.of(), 0);
            assertThatThrownBy(() -> router.offer(internal)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aStartOnRecordsThatContradictEachOtherIsRefusedAndSaysWhere() throws Exception {
        Xid xid;
        try (LaneWorld world = started(0)) {
            xid = world.begunWithABranch();
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("holdfast.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM transaction_log");
            statement.executeUpdate("INSERT INTO transaction_log VALUES (" + xid.id() + ", 1, 5, 'PARKED', 77, NULL, "
                    + crcOf(xid.id() + ",1,5,PARKED,77,null") + ")");
        }
        LaneWorld world = new LaneWorld(log, 0);
        assertThatThrownBy(world.lane::start)
                .isInstanceOf(LogFailure.class)
                .hasMessageContaining("tx_id " + xid.id() + ", seq 1")
                .hasMessageContaining("I16");
        world.close();
    }

    private static long crcOf(String text) {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
