// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sql.testing;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits, with a bound, for a server to come up or to go away. */
final class ServerReadiness {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private ServerReadiness() {}

    /**
     * Returns once the server runs a statement.
     *
     * @throws IOException if it does not within a minute, or has ended
     */
    static void awaitAnswers(MySqlServer.Backend server, BooleanSupplier alive) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Connection connection =
                    DriverManager.getConnection(MySqlServer.serverUrl(server), server.user(), server.password())) {
                if (connection.isValid(1)) {
                    return;
                }
            } catch (SQLException notYet) {
                if (!alive.getAsBoolean()) {
                    throw new IOException("the MySQL server ended while it was starting", notYet);
                }
                if (System.nanoTime() > deadline) {
                    throw new IOException("the MySQL server does not answer: " + notYet.getMessage(), notYet);
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    static void awaitState(String what, BooleanSupplier reached) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited in vain for " + what);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
