// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.process.ChildProcess;
import io.holdfast.bench.process.Health;
import io.holdfast.bench.process.RunDirectory;
import io.holdfast.bench.process.RunFailedException;
import io.holdfast.bench.process.Supervisor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts coordinators on free ports, each with data and a log of its own, and waits until they serve. One thread. */
final class Servers {
    private static final Duration START_BOUND = Duration.ofSeconds(90);
    private static final int CONNECT_MILLIS = 500;

    private final RunDirectory directory;
    private final Supervisor supervisor;
    private final JavaCommands commands;
    private final Databases databases;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    Servers(RunDirectory directory, Supervisor supervisor, JavaCommands commands, Databases databases) {
        this.directory = directory;
        this.supervisor = supervisor;
        this.commands = commands;
        this.databases = databases;
    }

    Server start(Contender contender) throws IOException, InterruptedException, RunFailedException {
        return start(contender, contender.id(), List.of());
    }

    /**
     * @param name of its process, data and logs; data that is there already is taken
     * @param settings further arguments for Holdfast
     */
    Server start(Contender contender, String name, List<String> settings)
            throws IOException, InterruptedException, RunFailedException {
        return start(contender, name, settings, new Ports(FreePort.find(), FreePort.find(), FreePort.find()));
    }

    /** Starts one that has ended again, on its data and ports. */
    Server restart(Server ended) throws IOException, InterruptedException, RunFailedException {
        return start(
                ended.contender(),
                ended.name(),
                ended.settings(),
                new Ports(ended.httpPort(), ended.port(), ended.apiPort()));
    }

    private Server start(Contender contender, String name, List<String> settings, Ports ports)
            throws IOException, InterruptedException, RunFailedException {
        Path data = Files.createDirectories(directory.data(name));
        Database database = contender.usesDatabase() ? databases.shared() : null;
        List<String> command;
        try {
            command = contender.isHoldfast()
                    ? holdfast(name, data, ports, database, settings)
                    : peer(contender, name, data, ports, database);
        } catch (SQLException e) {
            throw new RunFailedException("Cannot prepare the database for " + name + ": " + e.getMessage(), e);
        }
        long startNanos = System.nanoTime();
        ChildProcess process = supervisor.start(name, command);
        awaitServing(contender, process, ports);
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        long databasePid = database == null ? 0 : database.pid();
        return new Server(
                contender, name, process, ports.seata(), ports.http(), ports.api(), settings, databasePid, seconds);
    }

    private record Ports(int http, int seata, int api) {}

    private List<String> holdfast(String name, Path data, Ports ports, Database database, List<String> settings)
            throws IOException, RunFailedException, SQLException {
        List<String> words = new ArrayList<>(commands.holdfast());
        words.add("--holdfast.data-dir=" + data);
        words.add("--holdfast.seata.port=" + ports.seata());
        words.add("--server.port=" + ports.http());
        words.add("--holdfast.api.port=" + ports.api());
        words.add("--logging.level.root=WARN");
        if (database != null) {
            words.add("--holdfast.log.url=" + database.create(schema(name), List.of()));
            words.add("--holdfast.log.username=" + database.user());
            words.add("--holdfast.log.password=" + database.password());
            words.add("--holdfast.cluster.port=" + FreePort.find());
        }
        words.addAll(settings);
        return words;
    }

    private List<String> peer(Contender contender, String name, Path data, Ports ports, Database database)
            throws IOException, RunFailedException, SQLException {
        String store =
                switch (contender) {
                    case PEER_FILE_SYNC -> PeerStore.file(data.resolve("store").toString(), "sync");
                    case PEER_FILE_ASYNC -> PeerStore.file(data.resolve("store").toString(), "async");
                    default ->
                        PeerStore.db(
                                database.create(schema(name), PeerStore.tables()),
                                database.user(),
                                database.password());
                };
        Path logs = data.resolve("logs");
        Path settings = data.resolve("application.yml");
        Files.writeString(settings, PeerStore.settings(ports.http(), ports.seata(), logs.toString(), store));
        List<String> words = new ArrayList<>(
                commands.peer(List.of("-Dlog.home=" + logs, "-Dspring.config.location=file:" + settings)));
        words.addAll(List.of("-h", "127.0.0.1", "-p", String.valueOf(ports.seata())));
        return words;
    }

    private static String schema(String name) {
        return name.replace('-', '_');
    }

    private void awaitServing(Contender contender, ChildProcess process, Ports ports)
            throws InterruptedException, RunFailedException {
        URI health = URI.create("http://127.0.0.1:" + ports.http() + "/actuator/health/readiness");
        boolean serves = contender.isHoldfast()
                ? new Health(http).await(health, START_BOUND)
                : listens(process, ports.seata(), System.nanoTime() + START_BOUND.toNanos());
        if (!serves) {
            throw new RunFailedException("%s does not serve after %d s. Its log is %s"
                    .formatted(process.name(), START_BOUND.toSeconds(), process.log()));
        }
    }

    private static boolean listens(ChildProcess process, int port, long until) throws InterruptedException {
        while (System.nanoTime() < until && process.handle().isAlive()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
                return true;
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        return false;
    }
}
