// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.LogFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose turn it is to change the schema on a Galera cluster, where the named lock that Flyway takes elsewhere holds on one
 * server only. It is a row: of those who write themselves into it at the same moment, all but one lose. For one thread.
 *
 * <p>An owner that died leaves its turn behind. While the servers change a table nobody can read this row, so whoever
 * could do so for a while without seeing it change takes the turn over.
 */
final class SchemaTurn implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaTurn.class);
    private static final String TABLE = "/io/holdfast/sql/coordinator/galera/V1__schema_turn.sql";
    private static final long PAUSE_NANOS = 200_000_000;

    private record Held(String owner, long taken) {}

    private final String self = UUID.randomUUID().toString();
    private final Dialect dialect;

    private SchemaTurn(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Waits for the turn; it lasts until {@link #close}.
     *
     * @param patience after which an owner that has not given it back is taken for dead
     * @throws LogFailure if the log does not answer
     */
    static SchemaTurn await(Dialect dialect, Duration patience) throws LogFailure {
        SchemaTurn turn = new SchemaTurn(dialect);
        try (SharedConnection connection = new SharedConnection(dialect)) {
            connection.ask("it is not known who changes the schema", turn::prepare);
            Held seen = null;
            long since = System.nanoTime();
            while (true) {
                boolean dead = seen != null && System.nanoTime() - since > patience.toNanos();
                Held expected = dead ? seen : new Held("", 0);
                if (connection.ask("the schema is not ours to change", on -> turn.take(on, expected))) {
                    return turn;
                }
                Held now = connection.ask("it is not known who changes the schema", SchemaTurn::read);
                if (!Objects.equals(now, seen)) {
                    seen = now;
                    since = System.nanoTime();
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private boolean prepare(Connection on) throws SQLException {
        try (Statement statement = on.createStatement()) {
            statement.execute(definition());
            return statement.executeUpdate("INSERT IGNORE INTO schema_turn (id, owner, taken) VALUES (1, '', 0)") == 1;
        }
    }

    private static String definition() {
        try (InputStream text = SchemaTurn.class.getResourceAsStream(TABLE)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new IllegalStateException("this program lacks " + TABLE, broken);
        }
    }

    /** Nobody's turn counts as well, however often it was taken before. */
    private boolean take(Connection on, Held expected) throws SQLException {
        try (PreparedStatement take = on.prepareStatement("UPDATE schema_turn SET owner = ?, taken = taken + 1"
                + " WHERE id = 1 AND (owner IN ('', ?) OR (owner = ? AND taken = ?))")) {
            take.setString(1, self);
            take.setString(2, self); // it was asked again, and had been heard
            take.setString(3, expected.owner());
            take.setLong(4, expected.taken());
            return take.executeUpdate() == 1;
        }
    }

    private static Held read(Connection on) throws SQLException {
        try (PreparedStatement read = on.prepareStatement("SELECT owner, taken FROM schema_turn WHERE id = 1");
                ResultSet row = read.executeQuery()) {
            row.next();
            return new Held(row.getString(1), row.getLong(2));
        }
    }

    /**
     * Whether there is nothing else in the database.
     *
     * @throws LogFailure if the log does not answer
     */
    boolean isAlone() throws LogFailure {
        try (SharedConnection connection = new SharedConnection(dialect)) {
            return connection.ask("it is not known what is in the database", on -> {
                try (PreparedStatement count = on.prepareStatement("SELECT COUNT(*) FROM information_schema.tables"
                                + " WHERE table_schema = DATABASE() AND table_name <> 'schema_turn'");
                        ResultSet row = count.executeQuery()) {
                    row.next();
                    return row.getInt(1) == 0;
                }
            });
        }
    }

    @Override
    public void close() {
        try (Connection on = dialect.openReader();
                PreparedStatement give = on.prepareStatement("UPDATE schema_turn SET owner = '' WHERE owner = ?")) {
            give.setString(1, self);
            give.executeUpdate();
        } catch (SQLException failure) {
            LOG.warn("The next one to change the schema has to wait for a while: {}", dialect.problem(failure));
        }
    }
}
