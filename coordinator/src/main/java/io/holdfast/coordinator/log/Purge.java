// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.LogFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Deletes what ended long ago, a few transactions at a time, each with all its rows in one database transaction. A lane's
 * ids rise with time, so the oldest come first and no index is needed. What has ended never changes, so it needs no fence.
 * Owns one connection, and remembers how far it has come in each lane. Safe for any thread.
 */
final class Purge implements AutoCloseable {
    /** So few that a lane which waits for them to be deleted does not notice. */
    private static final int TRANSACTIONS = 500;

    private final SharedConnection connection;
    private final Map<Integer, Long> reached = new ConcurrentHashMap<>();

    Purge(Dialect dialect) {
        this.connection = new SharedConnection(dialect);
    }

    /** @see JdbcTransactionLog#purge */
    boolean isMoreToDo(int lane, long endedBeforeMillis) throws LogFailure {
        long before = (long) lane << 55;
        long from = reached.getOrDefault(lane, before);
        Found found = connection.ask("what is to be deleted of lane " + lane + " cannot be read", on -> {
            return find(
                    on,
                    from,
                    TransactionId.of(lane, TransactionId.MAX_EPOCH, TransactionId.MAX_COUNTER),
                    endedBeforeMillis);
        });
        if (!found.ended.isEmpty()) {
            connection.ask("old transactions of lane " + lane + " cannot be deleted", on -> delete(on, found));
        }
        reached.put(lane, found.more ? found.last : before);
        return found.more;
    }

    /** What a few transactions are: those that may go, and whether others come after them that are old too. */
    private static final class Found {
        private final List<Long> ended = new ArrayList<>();
        private final List<Tag> tags = new ArrayList<>();
        private long last;
        private boolean more;
    }

    private record Tag(String name, String value, long transaction) {}

    private static Found find(Connection on, long after, TransactionId highest, long endedBeforeMillis)
            throws SQLException {
        Found found = new Found();
        try (PreparedStatement read = on.prepareStatement("SELECT tx_id, begun_at, finished_at, idempotency_key, labels"
                + " FROM global_transaction WHERE tx_id > ? AND tx_id <= ? ORDER BY tx_id LIMIT " + TRANSACTIONS)) {
            read.setLong(1, after);
            read.setLong(2, highest.value());
            try (ResultSet row = read.executeQuery()) {
                int rows = 0;
                while (row.next() && row.getLong(2) < endedBeforeMillis) {
                    rows++;
                    found.last = row.getLong(1);
                    long finished = row.getLong(3);
                    if (!row.wasNull() && finished < endedBeforeMillis) {
                        add(row, found);
                    }
                }
                found.more = rows == TRANSACTIONS;
            }
        }
        return found;
    }

    private static void add(ResultSet row, Found found) throws SQLException {
        long id = row.getLong(1);
        try {
            LabelsCodec.read(row.getString(4), row.getString(5))
                    .tags()
                    .forEach((name, value) -> found.tags.add(new Tag(name, value, id)));
            found.ended.add(id);
        } catch (BadRecord damaged) {
            // It stays, for whoever finds out why.
        }
    }

    private static Integer delete(Connection on, Found found) throws SQLException {
        StringJoiner ids = new StringJoiner(", ", "(", ")");
        found.ended.forEach(id -> ids.add(id.toString()));
        on.setAutoCommit(false);
        try (Statement rows = on.createStatement();
                PreparedStatement tags =
                        on.prepareStatement("DELETE FROM transaction_tag WHERE name = ? AND value = ? AND tx_id = ?")) {
            rows.executeUpdate("DELETE FROM transaction_log WHERE tx_id IN " + ids);
            for (Tag tag : found.tags) {
                tags.setString(1, tag.name());
                tags.setString(2, tag.value());
                tags.setLong(3, tag.transaction());
                tags.addBatch();
            }
            tags.executeBatch();
            int deleted = rows.executeUpdate("DELETE FROM global_transaction WHERE tx_id IN " + ids);
            on.commit();
            return deleted;
        } catch (SQLException failure) {
            on.rollback(); // else the next line would commit half of it
            throw failure;
        } finally {
            on.setAutoCommit(true);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
