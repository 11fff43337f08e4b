// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sql.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The real MySQL server as a child process, under a small shell that holds the other end of a pipe from this JVM: when
 * the pipe closes, for whatever reason (kill, the JVM's end, the JVM's own kill -9), the shell sends SIGKILL. So no
 * server is left behind, and process ids, which may be used again, are never kept.
 */
final class EmbeddedMySql implements MySqlServer.Backend {

    /**
     * $1 is the data's directory, the rest the command. A line on the pipe is the name of a signal; KILL is the last one,
     * and keeps the data (the test wants to restart). An end of file without it means that the JVM is gone, so nobody
     * else will remove the data.
     */
    private static final String GUARDIAN = """
            exec 3<&0
            data=$1
            shift
            "$@" 3<&- </dev/null &
            server=$!
            (
                order=
                while gone=1; read -r order <&3; do
                    gone=0
                    test "$order" = KILL && break
                    kill -"$order" $server
                done
                trap '' TERM
                kill -9 $server
                exit $gone
            ) >/dev/null 2>&1 &
            guardian=$!
            wait $server
            status=$?
            kill $guardian 2>/dev/null
            wait $guardian
            test $? = 1 && rm -rf "$data"
            exit $status
            """;

    private static final Pattern MISSING_LIBRARY = Pattern.compile("loading shared libraries: (\\S+?):");
    private static final int PORT_ATTEMPTS = 5;

    /**
     * The programs of one kind of server.
     *
     * @param createData the command that creates an empty database system
     * @param serve the command that serves it, port and socket apart
     * @param libraries where the loader looks first
     * @param template where an empty database system is kept, or will be, to be copied; null if each server creates its own
     */
    record Programs(List<String> createData, List<String> serve, Path libraries, Path template) {}

    private final Programs programs;
    private final Path base;
    private final Thread onExit = new Thread(this::closeAtExit, "stop-embedded-mysql");
    private int port;
    private Process guardian; // null until the first launch

    private EmbeddedMySql(Programs programs, Path base) {
        this.programs = programs;
        this.base = base;
    }

    /** The server that is on the class path. */
    static EmbeddedMySql start() {
        if (!System.getProperty("os.name").equals("Linux")
                || !List.of("amd64", "x86_64").contains(System.getProperty("os.arch"))) {
            throw new IllegalStateException("the embedded MySQL server runs on Linux on x86-64 only; start Docker");
        }
        try {
            Path home = MySqlArchive.unpacked(MySqlArchive.userCache());
            Path libraries = MySqlArchive.librariesByOldName(
                    home, Path.of("/usr/lib/x86_64-linux-gnu"), Path.of("/usr/lib64"), Path.of("/usr/lib"));
            Path base = Files.createTempDirectory("holdfast-mysql-");
            List<String> serve =
                    new ArrayList<>(List.of(home.resolve("bin/mysqld").toString(), "--no-defaults"));
            serve.addAll(userOption());
            serve.addAll(List.of(
                    "--datadir=" + base.resolve("data"),
                    "--lc-messages-dir=" + home.resolve("share"),
                    "--tmpdir=" + base,
                    "--mysqlx=OFF",
                    "--skip-ssl",
                    "--skip-log-bin",
                    "--character-set-server=utf8mb4"));
            List<String> createData = new ArrayList<>(serve);
            createData.add("--initialize-insecure");
            return start(new Programs(createData, serve, libraries, home.resolve("empty-data")), base);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Both servers refuse to run as root unless they are told so. */
    static List<String> userOption() {
        return System.getProperty("user.name").equals("root") ? List.of("--user=root") : List.of();
    }

    /** Takes over {@code base}: data, log and whatever else the server writes. */
    static EmbeddedMySql start(Programs programs, Path base) throws IOException {
        EmbeddedMySql server = new EmbeddedMySql(programs, base);
        Runtime.getRuntime().addShutdownHook(server.onExit);
        boolean started = false;
        try {
            server.initialize();
            server.startOnAFreePort();
            started = true;
        } finally {
            if (!started) {
                server.close();
            }
        }
        return server;
    }

    /** Creating a database system takes seconds of processor time, copying one next to none. */
    private void initialize() throws IOException {
        Path data = base.resolve("data");
        if (programs.template() != null && Files.isDirectory(programs.template())) {
            MySqlArchive.copyTree(programs.template(), data);
            return;
        }
        create();
        if (programs.template() != null) {
            Path copy = Files.createTempDirectory(programs.template().getParent(), "copying-");
            MySqlArchive.copyTree(data, copy);
            MySqlArchive.publish(copy, programs.template());
        }
    }

    private void create() throws IOException {
        guardian = launch(programs.createData(), List.of());
        int status = await(guardian, 120);
        if (status != 0) {
            throw new IllegalStateException(explain(log()));
        }
    }

    private void startOnAFreePort() throws IOException {
        for (int attempt = 1; ; attempt++) {
            port = FreePort.find();
            try {
                restart();
                return;
            } catch (IOException e) {
                // Another process may have taken the port since it was found free.
                if (attempt == PORT_ATTEMPTS || !log().contains("port: " + port + " ?")) {
                    throw new IOException(e.getMessage() + "\n" + log(), e);
                }
            }
        }
    }

    private Process launch(List<String> program, List<String> more) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", GUARDIAN, "guardian", base.toString()));
        command.addAll(program);
        command.addAll(more);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
        builder.environment().put("LD_LIBRARY_PATH", programs.libraries().toString());
        return builder.start();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String user() {
        return "root";
    }

    @Override
    public String password() {
        return "";
    }

    @Override
    public void restart() throws IOException {
        if (guardian != null && guardian.isAlive()) {
            throw new IllegalStateException("the server runs; kill it first");
        }
        guardian = launch(
                programs.serve(),
                List.of(
                        "--port=" + port,
                        "--bind-address=127.0.0.1",
                        "--socket=mysql.sock", // in the data directory: a path of any length stays short
                        "--innodb-flush-log-at-trx-commit=1",
                        "--max-connections=400"));
        ServerReadiness.awaitAnswers(this, guardian::isAlive);
    }

    @Override
    public void kill() throws IOException {
        if (guardian == null) {
            return;
        }
        try (var orders = guardian.getOutputStream()) {
            orders.write("KILL\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException alreadyGone) {
            // The shell has ended, and the server with it.
        }
        await(guardian, 60);
    }

    /** Returns once the server has written what it has and ended by itself. */
    void stopInOrder() throws IOException {
        order("TERM");
        await(guardian, 60);
    }

    @Override
    public void pause() throws IOException {
        order("STOP");
    }

    @Override
    public void goOn() throws IOException {
        order("CONT");
    }

    private void order(String signal) throws IOException {
        OutputStream orders = guardian.getOutputStream();
        orders.write((signal + '\n').getBytes(StandardCharsets.US_ASCII));
        orders.flush();
    }

    @Override
    public void close() throws IOException {
        kill();
        MySqlArchive.deleteTree(base);
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException shuttingDown) {
            // The hook is what runs, or is about to: it finds nothing left to do.
        }
    }

    private void closeAtExit() {
        try {
            kill();
            if (Files.exists(base)) {
                MySqlArchive.deleteTree(base);
            }
        } catch (IOException e) {
            System.err.println("the embedded MySQL server's directory " + base + " is left: " + e);
        }
    }

    private static int await(Process process, int seconds) throws IOException {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.getOutputStream().close();
                throw new IOException("the MySQL server's process did not end within " + seconds + " s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.getOutputStream().close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the MySQL server", e);
        }
    }

    private Path logFile() {
        return base.resolve("mysqld.log");
    }

    private String log() throws IOException {
        return Files.readString(logFile());
    }

    /** What to do about a server that did not initialise, from what it printed. */
    static String explain(String log) {
        Matcher missing = MISSING_LIBRARY.matcher(log);
        if (!missing.find()) {
            return "the MySQL server could not create its data:\n" + log;
        }
        String library = missing.group(1);
        String name = library.toLowerCase(Locale.ROOT).replaceAll("\\.so.*", "");
        String packages =
                switch (name) {
                    case "libaio" -> "libaio1 (libaio1t64 on Debian 13, Ubuntu 24.04 and newer)";
                    case "libnuma" -> "libnuma1";
                    case "libcrypt" -> "libcrypt1";
                    default -> "the package that holds it";
                };
        return "the embedded MySQL server needs " + library + ": apt-get install -y " + packages + ", or start Docker";
    }
}
