// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sql.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
final class MySqlServerIT {

    @Test
    void anAcknowledgedRowIsThereAfterAKill() throws SQLException {
        try (MySqlServer server = MySqlServer.start()) {
            String url = server.jdbcUrl("shop");
            try (Connection connection = DriverManager.getConnection(url, server.user(), server.password());
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE answer (id INT PRIMARY KEY, text VARCHAR(20) NOT NULL)");
                statement.execute("INSERT INTO answer VALUES (42, '不变')");
                server.kill();
                assertThrows(SQLException.class, () -> statement.execute("SELECT 1"));
            }
            assertThrows(SQLException.class, () -> DriverManager.getConnection(url, server.user(), server.password()));
            server.restart();
            assertEquals(url, server.jdbcUrl("shop"));
            try (Connection connection = DriverManager.getConnection(url, server.user(), server.password());
                    var rows = connection.createStatement().executeQuery("SELECT id, text FROM answer")) {
                assertTrue(rows.next());
                assertEquals(42, rows.getInt(1));
                assertEquals("不变", rows.getString(2));
            }
        }
    }

    @Test
    void aServerThatIsClosedWhileItIsKilledLeavesNothing() {
        MySqlServer server = MySqlServer.start();
        String url = server.jdbcUrl("shop");
        server.kill();
        server.close();
        assertThrows(SQLException.class, () -> DriverManager.getConnection(url, server.user(), server.password()));
    }

    @Test
    void theEmbeddedServerDoesNotOutliveAJvmThatWasKilled() throws Exception {
        Path told = Files.createTempFile("holdfast-port", ".txt");
        Path temporary = Files.createTempDirectory("holdfast-child");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Djava.io.tmpdir=" + temporary,
                        "-Dholdfast.test.mysql=embedded",
                        Keeper.class.getName(),
                        told.toString())
                .inheritIO()
                .start();
        try {
            ServerReadiness.awaitState("the child's server", () -> !read(told).isEmpty() || !child.isAlive());
            String url = read(told);
            DriverManager.getConnection(url, "root", "").close();

            assertTrue(child.destroyForcibly().waitFor(10, TimeUnit.SECONDS));

            awaitUnreachable(url);
            ServerReadiness.awaitState("the data to be removed", () -> isEmpty(temporary));
        } finally {
            child.destroyForcibly();
            Files.deleteIfExists(told);
            MySqlArchive.deleteTree(temporary);
        }
    }

    /** The main class of a JVM that starts a server, writes its URL into a file, and waits to be killed. */
    static final class Keeper {
        private Keeper() {}

        public static void main(String[] args) throws Exception {
            MySqlServer server = MySqlServer.start();
            Path fresh = Files.writeString(Path.of(args[0] + ".new"), server.jdbcUrl("shop"));
            Files.move(fresh, Path.of(args[0]), StandardCopyOption.REPLACE_EXISTING);
            Thread.currentThread().join(Duration.ofMinutes(2).toMillis());
        }
    }

    private static void awaitUnreachable(String url) {
        ServerReadiness.awaitState("the server to end", () -> {
            try {
                DriverManager.getConnection(url, "root", "").close();
                return false;
            } catch (SQLException refused) {
                return true;
            }
        });
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isEmpty(Path directory) {
        try (var entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
