// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.LogFailure;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A connection on which many ask, one at a time; opened when somebody asks, and again after a failure. Safe for any thread.
 *
 * <p>While the database cannot be reached, an attempt takes as long as somebody may wait for it; so whoever waited for the
 * attempt of another one shares its failure, instead of beginning one more.
 */
final class SharedConnection implements AutoCloseable {
    /** A connection that was hung up fails at once; one that fails later has waited for an answer. */
    private static final long AT_ONCE_NANOS = 500_000_000;

    private static final int ATTEMPTS = 10;

    /** A question, which may be asked again on a fresh connection. */
    interface Question<T> {
        T on(Connection connection) throws SQLException, LogFailure;
    }

    private final Dialect dialect;
    private Connection connection;
    private SQLException lastFailure;
    private boolean closed;
    private volatile int failures;

    SharedConnection(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Asks.
     *
     * @param complaint what the failure says first
     * @throws LogFailure if the database does not answer, or this is closed
     */
    <T> T ask(String complaint, Question<T> question) throws LogFailure {
        int seen = failures;
        synchronized (this) {
            if (closed) {
                throw new LogFailure("the log " + dialect.describe() + " is closed: the coordinator is shutting down");
            }
            if (failures != seen) {
                throw JdbcTransactionLog.failure(dialect, complaint, lastFailure);
            }
            try {
                return askUntilNobodyIsFaster(question);
            } catch (SQLException failure) {
                drop();
                lastFailure = failure;
                failures = seen + 1;
                throw JdbcTransactionLog.failure(dialect, complaint, failure);
            }
        }
    }

    /** On a cluster whose servers all take writes it is the slower one of two who is refused. */
    private <T> T askUntilNobodyIsFaster(Question<T> question) throws SQLException, LogFailure {
        for (int attempt = 1; ; attempt++) {
            try {
                return askTwiceIfIdle(question);
            } catch (SQLException failure) {
                if (attempt == ATTEMPTS || !dialect.isConflict(failure)) {
                    throw failure;
                }
            }
        }
    }

    /** A server hangs up on a connection that was idle: what fails on an old one is tried on a fresh one. */
    private <T> T askTwiceIfIdle(Question<T> question) throws SQLException, LogFailure {
        if (connection != null) {
            long started = System.nanoTime();
            try {
                return question.on(connection);
            } catch (SQLException failure) {
                if (System.nanoTime() - started > AT_ONCE_NANOS) {
                    throw failure;
                }
                drop();
            }
        }
        connection = dialect.openReader();
        return question.on(connection);
    }

    private void drop() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException alreadyBroken) {
            // A fresh one is opened for the next question.
        }
        connection = null;
    }

    @Override
    public synchronized void close() {
        closed = true;
        drop();
    }
}
