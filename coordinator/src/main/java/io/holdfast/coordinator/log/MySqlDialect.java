// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import com.mysql.cj.exceptions.StatementIsClosedException;
import com.mysql.cj.jdbc.MysqlDataSource;
import io.holdfast.coordinator.port.LogFailure;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log on a server that speaks MySQL's protocol, shared by any number of coordinators. What a commit has answered is
 * as durable as the server was told to be.
 *
 * <p>A connection whose coordinator has vanished without a word would hold its lane's row for hours, and nobody could
 * take the lane over. So a connection that writes tells the server to hang up after the lease, and never waits longer than
 * that itself, for an answer or for a lock.
 */
final class MySqlDialect implements Dialect {
    private static final Logger LOG = LoggerFactory.getLogger(MySqlDialect.class);
    static final String MIGRATIONS = "classpath:io/holdfast/sql/coordinator/mysql";

    static final String NOT_SYNCED =
            "does not sync every commit, and may forget acknowledged transactions when its machine dies";
    static final String SYNC = "set innodb_flush_log_at_trx_commit=1 and sync_binlog=1";

    private static final int ACCESS_DENIED = 1045;
    private static final int NO_ACCESS_TO_DATABASE = 1044;
    static final int UNKNOWN_DATABASE = 1049;
    private static final int TABLE_FULL = 1114;
    private static final int DISK_FULL = 1021;
    private static final int LOCK_WAIT_TIMEOUT = 1205;
    private static final int PACKET_TOO_LARGE = 1153;
    private static final int READ_ONLY_OPTION = 1290;
    private static final int READ_ONLY_ENGINE = 1036;
    private static final int READ_ONLY_TRANSACTION = 1792;
    private static final int READ_ONLY_MODE = 1836;
    private static final int CONFLICT = 1213;

    private final JdbcLogSettings settings;
    private final MySqlServers servers;

    /** @throws LogFailure if the URL's servers cannot be told apart */
    MySqlDialect(JdbcLogSettings settings) throws LogFailure {
        this.settings = settings;
        this.servers = MySqlServers.of(settings.url());
    }

    /** The URL of each server that has the log. */
    List<String> servers() {
        return servers.all();
    }

    MysqlDataSource source(String url) throws SQLException {
        MysqlDataSource source = new MysqlDataSource();
        source.setUrl(url);
        source.setUser(settings.username());
        source.setPassword(settings.password());
        source.setCharacterEncoding("UTF-8");
        source.setRewriteBatchedStatements(true);
        source.setUseLocalSessionState(true);
        // Rows that an UPDATE finds count, whether it changes them or not: a lane may renew twice in a millisecond.
        source.setUseAffectedRows(false);
        source.setTcpKeepAlive(true);
        source.setConnectTimeout(millis(settings.patience()));
        return source;
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }

    private Connection open(boolean autoCommit) throws SQLException {
        return servers.open((url, choosy) -> open(url, choosy, autoCommit));
    }

    Connection open(String url, boolean choosy, boolean autoCommit) throws SQLException {
        MysqlDataSource source = source(url);
        source.setSocketTimeout(millis(settings.patience()));
        source.setAllowMultiQueries(!autoCommit); // BatchTexts
        Connection connection = source.getConnection();
        try (Statement statement = connection.createStatement()) {
            long seconds = Math.max(1, settings.patience().toSeconds());
            // The last two: what came of a statement before the line broke, and what it cannot get rid of since.
            statement.execute("SET SESSION wait_timeout = " + seconds + ", SESSION innodb_lock_wait_timeout = "
                    + Math.max(1, seconds / 2) + ", SESSION net_read_timeout = " + seconds
                    + ", SESSION net_write_timeout = " + seconds);
            if (Galera.isOn(statement)) {
                Galera.check(statement, choosy);
                if (autoCommit) {
                    Galera.prepareReader(statement);
                } else {
                    Galera.prepareWriter(statement);
                }
            }
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(autoCommit);
            return connection;
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    @Override
    public Connection openWriter() throws SQLException {
        return open(false);
    }

    @Override
    public BatchWriter batchWriter(Connection writer, LongSupplier clock) {
        return new BatchTexts(writer, this, clock);
    }

    @Override
    public Connection openReader() throws SQLException {
        return open(true);
    }

    @Override
    public void migrate() throws LogFailure {
        try {
            boolean galera;
            try (Connection probe =
                            openReader(); // A migration may take its time; a server that does not answer may not.
                    Statement statement = probe.createStatement()) {
                galera = Galera.isOn(statement);
            }
            Migrations migrations = new Migrations(source(servers.current()), MIGRATIONS, this);
            if (galera) {
                migrations.applyInTurn(this);
            } else {
                migrations.apply();
            }
            warnIfCommitsAreNotSynced();
        } catch (SQLException failure) {
            throw JdbcTransactionLog.failure(this, "the settings of the connection are refused", failure);
        }
    }

    /** Servers of a cluster may be durable by other means, and some do not have these settings: it is only said. */
    private void warnIfCommitsAreNotSynced() {
        try (Connection connection = openReader();
                Statement statement = connection.createStatement()) {
            if (!syncsEveryCommit(statement)) {
                LOG.warn("The server {} {}: {}", describe(), NOT_SYNCED, SYNC);
            }
        } catch (SQLException unknown) {
            LOG.debug("Whether {} syncs every commit is not known", describe(), unknown);
        }
    }

    /** @throws SQLException if the server does not know these settings */
    static boolean syncsEveryCommit(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery("SELECT @@innodb_flush_log_at_trx_commit, @@log_bin = 0 OR @@sync_binlog = 1")) {
            row.next();
            return row.getInt(1) == 1 && row.getBoolean(2);
        }
    }

    // The server itself recovers what it has committed, and says so if it cannot.

    @Override
    public void makeDurableWhatIsThere() {}

    @Override
    public void checkNothingIsLost(int lane, int epoch, long batches) {}

    @Override
    public void acknowledged(int lane, int epoch, long batches) {}

    @Override
    public void mistrust() {}

    @Override
    public String takeLaneSql() {
        // VALUES() is old-fashioned, and the one form that MariaDB knows too.
        return "INSERT INTO lane (lane_id, owner, epoch, heartbeat) VALUES (?, ?, 1, ?) ON DUPLICATE KEY UPDATE"
                + " owner = VALUES(owner), epoch = epoch + 1, heartbeat = VALUES(heartbeat)";
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public boolean isConflict(SQLException failure) {
        return failure.getErrorCode() == CONFLICT;
    }

    @Override
    public String insertIfAbsent() {
        return "INSERT IGNORE";
    }

    @Override
    public String describe() {
        return MySqlServers.shown(settings.url());
    }

    /** Of a lost connection the driver tells how many milliseconds ago it was used, and only then, deep down, what happened. */
    @Override
    public String problem(SQLException failure) {
        return isConnectionLost(failure) && !Galera.isCutOff(failure)
                ? "the connection is lost (" + root(failure) + ")"
                : failure.getMessage();
    }

    private static String root(SQLException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof StatementIsClosedException) {
            return "under a batch";
        }
        return root instanceof SocketTimeoutException ? "no answer in time" : root.getMessage();
    }

    /** When a connection is lost under a batch, the driver complains of the statement that it has closed itself. */
    private static boolean isConnectionLost(SQLException failure) {
        String state = failure.getSQLState();
        return (state != null && state.startsWith("08")) || failure.getCause() instanceof StatementIsClosedException;
    }

    @Override
    public String cure(SQLException failure) {
        if (Galera.isCutOff(failure)) {
            return "this server is joining its cluster, or cut off from the majority; the other servers that"
                    + " holdfast.log.url names are tried too";
        }
        switch (failure.getErrorCode()) {
            case ACCESS_DENIED, NO_ACCESS_TO_DATABASE -> {
                return "check holdfast.log.username and holdfast.log.password, and what that user may do";
            }
            case UNKNOWN_DATABASE -> {
                return "create the database, or let holdfast.log.url end in ?createDatabaseIfNotExist=true";
            }
            case TABLE_FULL, DISK_FULL -> {
                return "free some space on the database's disk";
            }
            case READ_ONLY_OPTION, READ_ONLY_ENGINE, READ_ONLY_TRANSACTION, READ_ONLY_MODE -> {
                return "this server is read-only now: let holdfast.log.url name the one that takes writes";
            }
            case LOCK_WAIT_TIMEOUT -> {
                return "somebody else holds its rows: another coordinator that is just dying, or a long transaction";
            }
            case CONFLICT -> {
                return "somebody else wrote the same rows at the same moment; it is tried again";
            }
            case PACKET_TOO_LARGE -> {
                return "raise max_allowed_packet of the server";
            }
            default -> {
                return isConnectionLost(failure) ? "see whether the database runs and can be reached from here" : "";
            }
        }
    }

    @Override
    public void close() {}
}
