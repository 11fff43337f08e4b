// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.KeyOwner;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.Xid;
import io.holdfast.coordinator.port.Accounts;
import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LaneTable;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import io.holdfast.coordinator.port.TransactionSearch;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The log on a database. Reads share one connection. On a server a node's lanes share one to write; in a file each lane has
 * one of its own.
 */
public final class JdbcTransactionLog implements TransactionLog {
    private final Dialect dialect;
    private final String owner;
    private final LongSupplier clock;
    private final SharedConnection reader;
    private final JdbcTransactionSearch search;
    private final JdbcAccounts accounts;
    private final Purge purge;
    /** Null if the log is embedded: then each lane writes for itself. */
    private final Batches batches;

    private JdbcTransactionLog(Dialect dialect, String owner, LongSupplier clock) throws LogFailure {
        this.dialect = dialect;
        this.owner = owner;
        this.clock = clock;
        this.reader = new SharedConnection(dialect);
        this.search = new JdbcTransactionSearch(dialect, clock);
        this.accounts = new JdbcAccounts(dialect);
        this.purge = new Purge(dialect);
        this.batches = dialect.isShared() ? new Batches(dialect, this::openBatchConnection) : null;
        try {
            dialect.migrate();
        } catch (LogFailure | RuntimeException failure) {
            dialect.close();
            throw failure;
        }
    }

    /**
     * Opens, and creates if absent, the embedded log.
     *
     * @param owner this node's name, for people
     * @param clock milliseconds since 1970
     * @throws LogFailure if another process uses the file, or it cannot be opened
     */
    public static JdbcTransactionLog embedded(Path file, String owner, LongSupplier clock) throws LogFailure {
        return new JdbcTransactionLog(new SqliteDialect(file), owner, clock);
    }

    /**
     * Opens the log on a database server; creates its tables if they are absent, and other coordinators may do the same at
     * the same time.
     *
     * @param owner this process's name among all that share the log, never used before
     * @param clock milliseconds since 1970
     * @throws LogFailure if the server cannot be reached, or refuses
     */
    public static JdbcTransactionLog shared(JdbcLogSettings settings, String owner, LongSupplier clock)
            throws LogFailure {
        return new JdbcTransactionLog(new MySqlDialect(settings), owner, clock);
    }

    /**
     * Where the coordinators on the same server meet.
     *
     * @param address {@code host:port} where other coordinators reach this one
     */
    public LaneTable laneTable(String address) {
        return new JdbcLaneTable(dialect, owner, address);
    }

    /** Who may come in to the coordinators on this log. They end with the log. */
    public Accounts accounts() {
        return accounts;
    }

    @Override
    public LaneLog take(int lane) throws LogFailure {
        try {
            Connection connection = dialect.openWriter();
            try {
                return takeOver(connection, lane);
            } catch (SQLException | LogFailure | RuntimeException failure) {
                connection.close();
                throw failure;
            }
        } catch (SQLException failure) {
            dialect.mistrust();
            throw failure(dialect, "lane " + lane + " cannot be taken", failure);
        }
    }

    private BatchConnection openBatchConnection() throws SQLException {
        Connection connection = dialect.openWriter();
        try {
            return new BatchConnection(connection, dialect.batchWriter(connection, clock));
        } catch (SQLException | RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    private LaneLog takeOver(Connection connection, int lane) throws SQLException, LogFailure {
        try (PreparedStatement take = connection.prepareStatement(dialect.takeLaneSql());
                PreparedStatement anew = connection.prepareStatement("UPDATE lane SET batches = 0 WHERE lane_id = ?")) {
            take.setInt(1, lane);
            take.setString(2, owner);
            take.setLong(3, clock.getAsLong());
            take.executeUpdate();
            LaneRow row = readRow(connection, lane);
            dialect.checkNothingIsLost(lane, row.epoch() - 1, row.tally().batches());
            if (row.epoch() > TransactionId.MAX_EPOCH) {
                throw new LogFailure("lane " + lane + " of the log " + dialect.describe() + " has been taken "
                        + TransactionId.MAX_EPOCH + " times, and its ids would repeat from here on: let"
                        + " holdfast.data-dir name a new directory");
            }
            anew.setInt(1, lane);
            anew.executeUpdate();
            LaneTakings.write(connection, lane, row.epoch(), owner, clock.getAsLong());
            dialect.makeDurableWhatIsThere();
            connection.commit();
            dialect.acknowledged(lane, row.epoch(), 0);
            return new JdbcLaneLog(connection, dialect, row, clock, batches);
        }
    }

    private static LaneRow readRow(Connection connection, int lane) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(
                "SELECT epoch, batches, open_transactions, open_records FROM lane WHERE lane_id = ?")) {
            read.setInt(1, lane);
            try (ResultSet rows = read.executeQuery()) {
                rows.next();
                return new LaneRow(lane, rows.getInt(1), new Tally(rows.getLong(2), rows.getLong(3), rows.getLong(4)));
            }
        }
    }

    /**
     * Checks that whoever takes the lanes from 0 up to this number takes all that there are.
     *
     * @throws LogFailure if a higher one was ever taken: nobody would decide, confirm or cancel what it still has
     */
    public void checkLanes(int lanes) throws LogFailure {
        int taken = reader.ask("the lanes cannot be counted", JdbcTransactionLog::countLanes);
        checkLanes(dialect, lanes, taken);
    }

    static void checkLanes(LogPlace place, int lanes, int taken) throws LogFailure {
        if (taken > lanes) {
            throw new LogFailure("holdfast.lanes is " + lanes + ", but the log " + place.describe() + " has " + taken
                    + " lanes, and the transactions of the others would be left behind: set holdfast.lanes to " + taken
                    + " or more");
        }
    }

    static int countLanes(Connection from) throws SQLException {
        try (PreparedStatement count = from.prepareStatement("SELECT COALESCE(MAX(lane_id) + 1, 0) FROM lane");
                ResultSet rows = count.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Override
    public Standing findFinished(TransactionId id) throws LogFailure {
        return reader.ask("transaction " + id + " cannot be looked up", from -> new EndReader(from, dialect).read(id));
    }

    @Override
    public List<LogRecord> history(TransactionId id) throws LogFailure {
        return reader.ask("the history of transaction " + id + " cannot be read", from -> {
            List<LogRecord> history = new ArrayList<>();
            new LaneReplay(from, dialect, history::add).readOne(id);
            return history;
        });
    }

    @Override
    public int epoch(int lane) throws LogFailure {
        return reader.ask("the epoch of lane " + lane + " cannot be read", from -> {
            try (PreparedStatement find = from.prepareStatement("SELECT epoch FROM lane WHERE lane_id = ?")) {
                find.setInt(1, lane);
                try (ResultSet row = find.executeQuery()) {
                    return row.next() ? row.getInt(1) : 0;
                }
            }
        });
    }

    @Override
    public KeyOwner findKey(String key) throws LogFailure {
        return reader.ask("idempotency key " + key + " cannot be looked up", from -> findKey(key, from));
    }

    private KeyOwner findKey(String key, Connection from) throws SQLException, LogFailure {
        try (PreparedStatement find = from.prepareStatement(
                "SELECT " + BegunRow.COLUMNS + " FROM global_transaction WHERE idempotency_key = ?")) {
            find.setString(1, key);
            try (ResultSet rows = find.executeQuery()) {
                if (!rows.next()) {
                    return null;
                }
                Begun begun = BegunRow.read(rows, dialect);
                Xid xid = new Xid(begun.address(), begun.transaction());
                return new KeyOwner(xid, begun.facts().labels().digest());
            }
        }
    }

    /** The same log for those who look into it, on connections of its own. */
    public TransactionSearch search() {
        return search;
    }

    /**
     * Deletes a few transactions of a lane that ended before a time, the oldest first, with everything that the log has of
     * them.
     *
     * @param endedBeforeMillis milliseconds since 1970
     * @return whether there may be more
     * @throws LogFailure if the log cannot be reached
     */
    public boolean purge(int lane, long endedBeforeMillis) throws LogFailure {
        return purge.isMoreToDo(lane, endedBeforeMillis);
    }

    @Override
    public void close() {
        search.close();
        reader.close();
        if (batches != null) {
            batches.close();
        }
        accounts.close();
        purge.close();
        dialect.close();
    }

    static LogFailure badRecord(Dialect dialect, String where, String what) {
        return new LogFailure("the log " + dialect.describe() + " holds a bad record (" + where + "): " + what
                + " - nothing was changed; restore the log from a backup, or have the row looked at");
    }

    static LogFailure failure(LogPlace place, String what, SQLException failure) {
        String cure = place.cure(failure);
        return new LogFailure(
                what + " in the log " + place.describe() + ": " + place.problem(failure)
                        + (cure.isEmpty() ? "" : " - " + cure),
                failure);
    }
}
