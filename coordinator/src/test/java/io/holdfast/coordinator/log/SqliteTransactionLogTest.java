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
    void anEndThatItsRecordsDoNotTellIsRefusedAndNamed() throws Exception {
        TransactionId id = TransactionId.of(0, 1, 1);
        for (String change : List.of(
                "UPDATE global_transaction SET status = 'MAYBE'",
                "UPDATE global_transaction SET status = 'CANCELLED'",
                "UPDATE global_transaction SET cause = 'TIMEOUT'",
                "UPDATE global_transaction SET finished_at = finished_at + 1",
                "UPDATE global_transaction SET status = NULL, cause = NULL, finished_at = NULL",
                "DELETE FROM global_transaction",
                "UPDATE transaction_log SET detail = replace(detail, 'COMMIT', 'CANCEL') WHERE kind = 'FINISHED'",
                "DELETE FROM transaction_log WHERE kind = 'FINISHED'",
                "DELETE FROM transaction_log")) {
            writeOneFinished();
            assertThat(log.findFinished(id)).as("before: " + change).isNotNull();
            sql(change);
            assertThatThrownBy(() -> log.findFinished(id))
                    .as(change)
                    .isInstanceOf(LogFailure.class)
                    .hasMessageContaining("tx_id " + id)
                    .hasMessageContaining("restore the log from a backup");
            sql("DELETE FROM transaction_log", "DELETE FROM global_transaction");
        }
    }

    private void writeOneFinished() throws LogFailure {
        try (LaneLog lane = log.take(0)) {
            lane.append(Records.of(0, 1)
                    .begun()
                    .registered(11)
                    .decided(Decision.COMMIT, Cause.CALLER)
                    .finished(Decision.COMMIT, Cause.CALLER, 11)
                    .all());
        }
    }

    @Test
    void rowsThatAreGoneAreMissedByRecovery() throws Exception {
        writeOneFinished();
        for (String change : List.of(
                "DELETE FROM transaction_log WHERE seq = 2 AND tx_id = " + TransactionId.of(0, 1, 2),
                "DELETE FROM global_transaction WHERE tx_id = " + TransactionId.of(0, 1, 2),
                "UPDATE global_transaction SET finished_at = 1")) {
            try (LaneLog lane = log.take(0)) {
                lane.append(Records.of(0, 2)
                        .begun()
                        .registered(21)
                        .decided(Decision.COMMIT, Cause.CALLER)
                        .all());
            }
            log.close();
            byte[] good = Files.readAllBytes(file());
            sql(change);
            log = open();
            try (LaneLog lane = log.take(0)) {
                assertThatThrownBy(() -> lane.replay(record -> {}))
                        .as(change)
                        .isInstanceOf(LogFailure.class)
                        .hasMessageContaining("lane 0")
                        .hasMessageContaining("Rows are gone");
            }
            log.close();
            Files.write(file(), good);
            sql(
                    "DELETE FROM transaction_log WHERE tx_id = " + TransactionId.of(0, 1, 2),
                    "DELETE FROM global_transaction WHERE tx_id = " + TransactionId.of(0, 1, 2),
                    "UPDATE lane SET open_transactions = 0, open_records = 0, epoch = epoch + 1");
            log = open();
        }
    }

    // The files beside the database.

    /** What a killed process leaves: the database, and a write-ahead log with ten batches. */
    private Path killed() throws Exception {
        Path other = directory.resolve("killed/holdfast.db");
        Files.createDirectories(other.getParent());
        try (LaneLog lane = log.take(0)) {
            for (int i = 1; i <= 10; i++) {
                lane.append(Records.of(0, i).begun().registered(i).all());
            }
            for (String ending : List.of("", "-wal", ".mark")) {
                Files.copy(Path.of(file() + ending), Path.of(other + ending));
            }
        }
        return other;
    }

    private static int recovered(Path file) throws LogFailure {
        List<LogRecord> records = new ArrayList<>();
        try (TransactionLog log = open(file);
                LaneLog lane = log.take(0)) {
            lane.replay(records::add);
        }
        return records.size();
    }

    @Test
    void aWriteAheadLogThatIsGoneIsMissedAndEverythingIsThereOnceItIsBack() throws Exception {
        Path killed = killed();
        Path wal = Path.of(killed + "-wal");
        byte[] bytes = Files.readAllBytes(wal);
        Files.delete(wal);
        assertOpenRefused(killed)
                .hasMessageContaining("lost acknowledged transactions")
                .hasMessageContaining("batch 10");
        Files.write(wal, bytes);
        assertThat(recovered(killed)).isEqualTo(20);
    }

    @Test
    void aWriteAheadLogThatIsCutAtACommitIsMissed() throws Exception {
        Path killed = killed();
        Path wal = Path.of(killed + "-wal");
        byte[] bytes = Files.readAllBytes(wal);
        for (int cut = 32 + 4120; cut < bytes.length; cut += 4120) {
            Files.write(wal, java.util.Arrays.copyOf(bytes, cut));
            assertOpenRefused(killed).hasMessageContaining("lost acknowledged transactions");
        }
        Files.write(wal, bytes);
        assertThat(recovered(killed)).isEqualTo(20);
    }

    @Test
    void aBadFrameBeforeGoodOnesIsNamedAndNothingIsTouched() throws Exception {
        Path killed = killed();
        Path wal = Path.of(killed + "-wal");
        Path mark = Path.of(killed + ".mark");
        byte[] claims = Files.readAllBytes(mark);
        Files.write(mark, new byte[claims.length]); // As after a power failure: the frames alone must tell.
        byte[] bytes = Files.readAllBytes(wal);
        int middle = 32 + 4120 * (bytes.length / 4120 / 2);
        for (int at : List.of(0, 9, 17, 25, middle, middle + 9, middle + 17, middle + 100)) {
            bytes[at] ^= 4;
            Files.write(wal, bytes);
            assertOpenRefused(killed)
                    .hasMessageContaining("-wal")
                    .hasMessageContaining(at < 32 ? "header" : "frame " + (middle / 4120 + 1))
                    .hasMessageContaining("restore");
            assertThat(wal).hasBinaryContent(bytes);
            bytes[at] ^= 4;
        }
        Files.write(wal, bytes);
        assertThat(recovered(killed)).isEqualTo(20);
    }

    @Test
    void anOlderCopyIsMissedUntilTheMarkIsDeletedOnPurpose() throws Exception {
        log.take(0).close();
        log.close();
        Path older = Files.copy(file(), directory.resolve("older"));
        log = open();
        writeOne();
        log.close();
        Files.copy(older, file(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Path mark = Path.of(file() + ".mark");
        assertOpenRefused(file()).hasMessageContaining("older copy").hasMessageContaining(mark.toString());
        Files.delete(file());
        assertOpenRefused(file()).hasMessageContaining("is gone").hasMessageContaining(mark.toString());
        Files.copy(older, file());
        Files.delete(mark);
        log = open();
    }

    @Test
    void aMarkOfWhichOneNumberIsDamagedClaimsNoMoreThanWasAcknowledged() throws Exception {
        Path killed = killed();
        Path mark = Path.of(killed + ".mark");
        byte[] claims = Files.readAllBytes(mark);
        for (int bit = 0; bit < 128; bit++) {
            claims[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(mark, claims);
            open(killed).close();
            claims[bit / 8] ^= (byte) (1 << (bit % 8));
        }
        assertThat(recovered(killed)).isEqualTo(20);
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
    void theRecordsOfAnOlderSchemaAreTakenAlong() throws Exception {
        writeOne();
        List<LogRecord> before = log.history(TransactionId.of(0, 1, 1));
        log.close();
        sql(
                "ALTER TABLE transaction_log RENAME TO newer",
                "CREATE TABLE transaction_log (tx_id INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL,"
                        + " kind TEXT NOT NULL, branch_id INTEGER, detail TEXT, crc INTEGER NOT NULL,"
                        + " PRIMARY KEY (tx_id, seq)) STRICT, WITHOUT ROWID",
                "INSERT INTO transaction_log SELECT * FROM newer",
                "DROP TABLE newer",
                "DELETE FROM flyway_schema_history WHERE version = '6'");
        log = open();
        assertThat(before).hasSize(3);
        assertThat(log.history(TransactionId.of(0, 1, 1))).isEqualTo(before);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            assertThat(text(connection, "SELECT wr FROM pragma_table_list WHERE name = 'transaction_log'"))
                    .as("whether it is sorted by transaction")
                    .isEqualTo("0");
        }
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
                new JdbcLaneLog(connection, dialect, new LaneRow(0, 1, new Tally(0, 0, 0)), () -> Records.AT, null)) {
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
