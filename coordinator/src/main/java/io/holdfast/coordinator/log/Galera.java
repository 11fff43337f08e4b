// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.log.MySqlServers.OutOfStep;
import io.holdfast.coordinator.port.Checkup.Finding;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What is different with a server of a Galera cluster. All of them take writes; what one has committed the others have
 * received, and apply a little later. Of two that write the same row one loses, at its commit at the latest: that keeps
 * the fence (I21). That nobody reads what is out of date is a setting of each connection.
 */
final class Galera {
    /** The first statement of a transaction waits until all that was committed anywhere is here, if it is one of these. */
    private static final int WAIT_TO_READ = 1;

    private static final int WAIT_TO_UPDATE = 2;
    private static final int WAIT_TO_INSERT = 4;

    private static final String SYNCED = "4";
    private static final int NOT_READY = 1047;
    /** Who was in the middle of a statement is told only in words. */
    private static final String NOT_CONNECTED = "Not connected to Primary Component";

    private Galera() {}

    /** Whether the server is part of one. Others do not know the variable, or say OFF. */
    static boolean isOn(Statement statement) throws SQLException {
        return "ON".equals(value(statement, "SHOW SESSION VARIABLES LIKE 'wsrep_on'"));
    }

    /**
     * A lane is taken by an insert and recovered by selects, and both wait; its batches begin with an update, whose row
     * proves that nothing was missed, and do not.
     */
    static void prepareWriter(Statement statement) throws SQLException {
        waitTo(statement, WAIT_TO_READ | WAIT_TO_INSERT);
    }

    static void prepareReader(Statement statement) throws SQLException {
        waitTo(statement, WAIT_TO_READ | WAIT_TO_UPDATE | WAIT_TO_INSERT);
    }

    private static void waitTo(Statement statement, int what) throws SQLException {
        statement.execute("SET SESSION wsrep_sync_wait = " + what);
    }

    /**
     * Checks that the server can be used.
     *
     * @param choosy whether it must have caught up with the others, and not be held up by giving its state to one
     * @throws OutOfStep if not
     */
    static void check(Statement statement, boolean choosy) throws SQLException {
        if (!"ON".equals(status(statement, "wsrep_ready"))) {
            throw new OutOfStep("the server takes no part in its cluster now");
        }
        if (choosy && !SYNCED.equals(status(statement, "wsrep_local_state"))) {
            throw new OutOfStep("the server is out of step with its cluster (wsrep_local_state_comment: "
                    + status(statement, "wsrep_local_state_comment") + ")");
        }
    }

    /** How the server stands in its cluster. */
    static Finding describe(String subject, String host, Statement statement) throws SQLException {
        String cluster = host + " is one of " + status(statement, "wsrep_cluster_size") + " of a Galera cluster";
        if (SYNCED.equals(status(statement, "wsrep_local_state"))) {
            return Finding.ok(subject, cluster + ", and in step");
        }
        return Finding.warn(
                subject,
                cluster + ", and out of step (" + status(statement, "wsrep_local_state_comment") + ")",
                "wait until it has caught up; meanwhile other servers of holdfast.log.url are used");
    }

    /** Whether a server refuses because it takes no part in its cluster now. */
    static boolean isCutOff(SQLException failure) {
        return failure instanceof OutOfStep
                || failure.getErrorCode() == NOT_READY
                || (failure.getMessage() != null && failure.getMessage().contains(NOT_CONNECTED));
    }

    private static String status(Statement statement, String name) throws SQLException {
        return value(statement, "SHOW STATUS LIKE '" + name + "'");
    }

    /** Null if there is none. */
    private static String value(Statement statement, String question) throws SQLException {
        try (ResultSet row = statement.executeQuery(question)) {
            return row.next() ? row.getString(2) : null;
        }
    }
}
