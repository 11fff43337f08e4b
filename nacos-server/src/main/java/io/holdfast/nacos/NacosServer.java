// SPDX-License-Identifier: Apache-2.0
package io.holdfast.nacos;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A real Nacos server in a process of its own, on free ports of this machine, with a directory of its own under the system's
 * temporary ones. It ends with this process at the latest. For one thread.
 *
 * <p>It authenticates nobody, and cannot be told to open its ports for gRPC and Raft on loopback alone: it is nothing for a
 * machine that strangers reach.
 */
public final class NacosServer implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final int ANSWER_MILLIS = 2000;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** From the port that clients are given: Raft's, the one of their gRPC, and the one of other servers. */
    private static final int[] PORTS = {0, -1000, 1000, 1001};

    private final Path home;
    private final int port;
    private Process process;

    private NacosServer(Path home, int port) {
        this.home = home;
        this.port = port;
    }

    /**
     * Starts one and waits until it serves, which takes some seconds.
     *
     * @throws IOException if it does not come up; the message has the end of what it wrote
     */
    public static NacosServer start() throws IOException {
        NacosServer server = new NacosServer(Files.createTempDirectory("holdfast-nacos-"), freePort());
        boolean started = false;
        try {
            server.restart();
            started = true;
        } finally {
            if (!started) {
                server.close();
            }
        }
        return server;
    }

    /**
     * What starts the server, for those who look after processes themselves. It ends when its standard input does.
     *
     * @param home a directory for its data and logs
     * @param port what {@link #isReady} asks and clients are given
     */
    public static List<String> command(Path home, int port) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx320m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", classPath(), "io.holdfast.nacos.NacosProgram"));
        command.addAll(List.of(home.toString(), Integer.toString(port)));
        return command;
    }

    private static String classPath() throws IOException {
        try (InputStream libraries = NacosServer.class.getResourceAsStream("class-path")) {
            if (libraries == null) {
                throw new IOException("build the module nacos-server: its build says where the server's libraries are");
            }
            Path own = Path.of(NacosServer.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath());
            return own + File.pathSeparator + new String(libraries.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    /** Whether a server at this port of this machine takes registrations. */
    public static boolean isReady(int port) {
        URI status = URI.create("http://127.0.0.1:" + port + "/nacos/v1/ns/operator/metrics?onlyStatus=true");
        try {
            URLConnection connection = status.toURL().openConnection();
            connection.setConnectTimeout(ANSWER_MILLIS);
            connection.setReadTimeout(ANSWER_MILLIS);
            try (InputStream answer = connection.getInputStream()) {
                return new String(answer.readAllBytes(), StandardCharsets.UTF_8).contains("\"UP\"");
            }
        } catch (IOException notYet) {
            return false;
        }
    }

    /** A port that is free with all that belong to it, outside of those that systems give to outgoing connections. */
    public static int freePort() {
        while (true) {
            int candidate = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            boolean free = true;
            for (int offset : PORTS) {
                try (ServerSocket probe = new ServerSocket(candidate + offset, 1, InetAddress.getLoopbackAddress())) {
                    free &= probe.isBound();
                } catch (IOException taken) {
                    free = false;
                }
            }
            if (free) {
                return candidate;
            }
        }
    }

    /** {@code host:port} for clients. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Starts it again after {@link #kill}, at the same ports; who had registered has to do so again. */
    public void restart() throws IOException {
        process = new ProcessBuilder(command(home, port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        long until = System.nanoTime() + START.toNanos();
        while (!isReady(port)) {
            if (!process.isAlive() || System.nanoTime() - until > 0) {
                List<String> lines = Files.readAllLines(log());
                throw new IOException("Nacos does not serve, see " + home + ":\n"
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size())));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** SIGKILL. */
    public void kill() throws IOException {
        if (process == null) {
            return;
        }
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Nacos was ending", interrupted);
        }
    }

    private Path log() {
        return home.resolve("output.log");
    }

    @Override
    public void close() throws IOException {
        kill();
        try (Stream<Path> tree = Files.walk(home)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
