// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Invariant;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on SQLite, and what can be wrong with a file: each message names the cause and the cure. */
class SqliteTransactionLogTest extends TransactionLogContract {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("holdfast.db");
    }

    @Override
    TransactionLog open() throws LogFailure {
        return open(file());
    }

    private static TransactionLog open(Path file) throws LogFailure {
        return JdbcTransactionLog.embedded(file, "node-1", () -> Records.AT);
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.executeUpdate(one);
            }
        }
    }

    private void writeOne() throws LogFailure {
        try (LaneLog lane = log.take(0)) {
            lane.append(Records.of(0, 1)
                    .begun()
                    .registered(11)
                    .decided(Decision.COMMIT, Cause.CALLER)
                    .all());
        }
    }

    private AbstractThrowableAssert<?, ?> assertReplayRefused() throws LogFailure {
        try (LaneLog lane = log.take(0)) {
            return assertThatThrownBy(() -> lane.replay(record -> {}))
                    .isInstanceOf(LogFailure.class)
                    .hasMessageContaining(file().toString())
                    .hasMessageContaining("tx_id " + TransactionId.of(0, 1, 1))
                    .hasMessageContaining("restore the log from a backup");
        }
    }

    private static AbstractThrowableAssert<?, ?> assertOpenRefused(Path file) {
        return assertThatThrownBy(() -> open(file).close())
                .isInstanceOf(LogFailure.class)
                .hasMessageContaining(file.getParent().toString());
    }

    // Damage.

    @Test
    void aMissingRecordStopsTheReplayAndIsNamed() throws Exception {
        writeOne();
        sql("DELETE FROM transaction_log WHERE seq = 1");
        assertReplayRefused().hasMessageContaining("seq 2").hasMessageContaining("seq 1 is missing");
    }

    @Test
    void aChangedColumnStopsTheReplayAndIsNamed() throws Exception {
        for (String change : List.of(
                "at = at + 1",
                "kind = 'CANCEL'",
                "branch_id = branch_id + 1",
                "branch_id = NULL",
                "detail = replace(detail, 'stock', 'stocK')",
                "detail = NULL",
                "crc = crc + 1")) {
            int seq = change.startsWith("kind") ? 2 : 1;
            writeOne();
            sql("UPDATE transaction_log SET " + change + " WHERE seq = " + seq);
            assertReplayRefused()
                    .hasMessageContaining("transaction_log")
                    .hasMessageContaining("seq " + seq)
                    .hasMessageContaining("checksum");
            sql("DELETE FROM transaction_log", "DELETE FROM global_transaction");
        }
    }

    @Test
    void aChangedBeginStopsTheReplayAndIsNamed() throws Exception {
        for (String change : List.of(
                "address = 'elsewhere:1'",
                "name = ''",
                "application = 'x'",
                "tx_group = 'x'",
                "timeout_ms = 1",
                "begun_at = 1")) {
            writeOne();
            sql("UPDATE global_transaction SET " + change);
            assertReplayRefused().hasMessageContaining("global_transaction").hasMessageContaining("checksum");
            sql("DELETE FROM transaction_log", "DELETE FROM global_transaction");
        }
    }

    @Test
    void aRecordOfAnUnknownKindStopsTheReplayAndIsNamed() throws Exception {
        writeOne();
        LogRow row = LogRow.checked(TransactionId.of(0, 1, 1).value(), 3, Records.AT, "SUSPENDED", null, "{}");
        sql("INSERT INTO transaction_log VALUES (" + row.transactionId() + ", 3, " + row.atMillis()
                + ", 'SUSPENDED', NULL, '{}', " + row.crc() + ")");
        assertReplayRefused()
                .hasMessageContaining("seq 3")
                .hasMessageContaining("kind is unknown: SUSPENDED")
                .hasMessageContaining("newer");
    }

    @Test
    void recordsThatContradictEachOtherStopTheReplayAndAreNamed() throws Exception {
        writeOne();
        try (LaneLog lane = log.take(0)) {
            assertThatThrownBy(() ->
                            lane.replay(record -> Invariant.check(record.sequence() < 2, "I3 never the other way")))
                    .isInstanceOf(LogFailure.class)
                    .hasMessageContaining("seq 2")
                    .hasMessageContaining("I3 never the other way");
        }
    }

    @Test
    void anEndThatCannotBeReadIsRefusedAndNamed() throws Exception {
        writeOne();
        sql("UPDATE global_transaction SET status = 'MAYBE', cause = 'CALLER', finished_at = 1");
        TransactionId id = TransactionId.of(0, 1, 1);
        assertThatThrownBy(() -> log.findFinished(id))
                .isInstanceOf(LogFailure.class)
                .hasMessageContaining("MAYBE")
                .hasMessageContaining("tx_id " + id);
    }

    @Test
    void aLaneWhoseEpochsAreUsedUpIsRefusedAndStaysAsItIs() throws Exception {
        writeOne();
        sql("UPDATE lane SET epoch = " + TransactionId.MAX_EPOCH);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> log.take(0))
                    .isInstanceOf(LogFailure.class)
                    .hasMessageContaining("lane 0")
                    .hasMessageContaining("1048575")
                    .hasMessageContaining("holdfast.data-dir");
        }
        assertThat(number("SELECT epoch FROM lane")).isEqualTo(TransactionId.MAX_EPOCH);
    }

    // The file and its directory.

    @Test
    void aMissingDirectoryIsCreatedWhateverItsName() throws Exception {
        for (String name : List.of("a b/\u00e4\u00f6\u6f22", "what?journal_mode=DELETE", "50%41#x&y;'\"", "file:x")) {
            Path file = directory.resolve(name).resolve("holdfast.db");
            try (TransactionLog other = open(file);
                    LaneLog lane = other.take(0)) {
                assertThat(lane.epoch()).isEqualTo(1);
            }
            assertThat(file).as(name).isRegularFile();
        }
    }

    @Test
    void aSecondOpeningIsRefusedAndTheFirstIsUnharmed() throws Exception {
        assertOpenRefused(file())
                .hasMessageContaining("another coordinator")
                .hasMessageContaining("stop it")
                .hasMessageContaining("holdfast.data-dir");
        writeOne();
        log.close();
        log = open();
    }

    @Test
    void aFileInTheDirectorysPlaceIsNamed() throws Exception {
        Path notADirectory = Files.writeString(directory.resolve("file"), "x");
        assertOpenRefused(notADirectory.resolve("holdfast.db")).hasMessageContaining("holdfast.data-dir");
        assertOpenRefused(notADirectory.resolve("sub/holdfast.db")).hasMessageContaining("holdfast.data-dir");
    }

    @Test
    void aDirectoryInTheFilesPlaceIsNamed() throws Exception {
        Path file = directory.resolve("other/holdfast.db");
        Files.createDirectories(file);
        assertOpenRefused(file).hasMessageContaining("let this user write to the file and its directory");
    }

    @Test
    void aFileThatIsNoDatabaseIsNamedAndLeftAlone() throws Exception {
        Path file = directory.resolve("other/holdfast.db");
        Files.createDirectories(file.getParent());
        String text = "Dear diary, ".repeat(1_000);
        Files.writeString(file, text);
        assertOpenRefused(file).hasMessageContaining("damaged").hasMessageContaining("backup");
        assertThat(file).hasContent(text);
    }

    @Test
    void aForeignDatabaseIsNamedAndLeftAlone() throws Exception {
        log.close();
        Path other = directory.resolve("other/holdfast.db");
        Files.createDirectories(other.getParent());
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + other);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE diary (line TEXT)");
        }
        assertOpenRefused(other).hasMessageContaining("holdfast.data-dir");
    }

    @Test
    void aRefusedOpeningLeavesNoLockBehind() throws Exception {
        Path file = directory.resolve("other/holdfast.db");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "Dear diary, ".repeat(1_000));
        assertOpenRefused(file);
        Files.delete(file);
        open(file).close();
    }

    @Test
    void aDatabaseCutShortIsRefused() throws Exception {
        writeOne();
        log.close();
        byte[] bytes = Files.readAllBytes(file());
        Files.write(file(), java.util.Arrays.copyOf(bytes, 4096 + 100));
        assertThatThrownBy(() -> {
                    try (TransactionLog cut = open(file());
                            LaneLog lane = cut.take(0)) {
                        lane.replay(record -> {});
                    }
                })
                .isInstanceOf(LogFailure.class)
                .hasMessageContaining("damaged")
                .hasMessageContaining("backup");
        Files.write(file(), bytes);
        log = open();
    }

    @Test
    void aSchemaOfANewerVersionIsRefusedAndNamed() throws Exception {
        log.close();
        sql("INSERT INTO flyway_schema_history SELECT 99, '99', 'of tomorrow', 'SQL', 'V99__of_tomorrow.sql', 1,"
                + " 'me', CURRENT_TIMESTAMP, 1, 1");
        assertOpenRefused(file()).hasMessageContaining("99").hasMessageContaining("newer");
        sql("DELETE FROM flyway_schema_history WHERE version = '99'");
        log = open();
    }

    @Test
    void aMigrationThatDiffersFromTheOneThatWasAppliedIsRefused() throws Exception {
        log.close();
        sql("UPDATE flyway_schema_history SET checksum = checksum + 1 WHERE version = '1'");
        assertOpenRefused(file()).hasMessageContaining("schema");
        sql("UPDATE flyway_schema_history SET checksum = checksum - 1 WHERE version = '1'");
        log = open();
    }

    // Durability.

    @Test
    void everyConnectionSyncsItsWriteAheadLogAtCommit() throws Exception {
        Path other = directory.resolve("other/holdfast.db");
        SqliteDialect dialect = new SqliteDialect(other);
        dialect.migrate();
        for (boolean writer : new boolean[] {true, false}) {
            try (Connection connection = writer ? dialect.openWriter() : dialect.openReader()) {
                assertThat(text(connection, "PRAGMA journal_mode")).isEqualTo("wal");
                assertThat(text(connection, "PRAGMA synchronous"))
                        .as("2 is FULL")
                        .isEqualTo("2");
                assertThat(connection.getAutoCommit()).isEqualTo(!writer);
            }
        }
        dialect.close();
    }

    @Test
    void aFullDiskIsToldWithItsCureAndNothingOfTheBatchIsThere() throws Exception {
        Path other = directory.resolve("other/holdfast.db");
        try (TransactionLog first = open(other)) {
            first.take(0).close();
        }
        Records before = Records.of(0, 1).begun().registered(1);
        Records tooMuch = Records.of(0, 2).begun().registered(1).reported(1, "x".repeat(1_000_000));
        SqliteDialect dialect = new SqliteDialect(other);
        Connection connection = dialect.openWriter();
        try (LaneLog lane =
                new JdbcLaneLog(connection, dialect, new LaneRow(0, 1, new Tally(0, 0, 0)), () -> Records.AT)) {
            lane.append(before.all());
            String pages = text(connection, "PRAGMA page_count");
            text(connection, "PRAGMA max_page_count = " + pages);
            assertThatThrownBy(() -> lane.append(tooMuch.all()))
                    .isInstanceOf(LogFailure.class)
                    .hasMessageContaining(other.toString())
                    .hasMessageContaining("full")
                    .hasMessageContaining("free some space");
        } finally {
            dialect.close();
        }
        try (TransactionLog again = open(other);
                LaneLog lane = again.take(0)) {
            List<LogRecord> records = new ArrayList<>();
            lane.replay(records::add);
            assertThat(records).isEqualTo(before.all());
        }
    }

    @Test
    void anAppendThatHasFailedMayNotBeRepeatedOnTheSameLaneLog() throws Exception {
        Records one = Records.of(0, 1).begun().registered(1);
        try (LaneLog lane = log.take(0)) {
            lane.append(one.all());
            assertThatThrownBy(() -> lane.append(one.all())).isInstanceOf(LogFailure.class);
            assertThatThrownBy(() ->
                            lane.append(Records.of(0, 2).begun().registered(1).all()))
                    .hasMessageContaining("I18");
        }
        assertThat(number("SELECT count(*) FROM global_transaction")).isEqualTo(1);
    }

    @Test
    void aLockedFileIsToldWithItsCure() throws Exception {
        SQLException busy = new SQLException("database is locked", "HY000", 5);
        SqliteDialect dialect = new SqliteDialect(directory.resolve("other/holdfast.db"));
        assertThat(dialect.cure(busy)).contains("another program");
        assertThat(dialect.cure(new SQLException("whatever", "HY000", 19))).isEmpty();
        dialect.close();
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private long number(String query) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            return Long.parseLong(text(connection, query));
        }
    }
}
