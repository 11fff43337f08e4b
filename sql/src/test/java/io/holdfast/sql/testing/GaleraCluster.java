// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sql.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real MariaDB Galera cluster for tests: servers that all take writes, each a process of its own on loopback, which can
 * be killed and started again one by one. What holds of {@link MySqlServer} holds of each.
 *
 * <p>Not thread-safe.
 */
public final class GaleraCluster implements AutoCloseable {
    /** What has to be installed beyond a MariaDB. */
    public static final String PACKAGES = "mariadb-server-core mariadb-client-core galera-4";

    private final List<MySqlServer> servers = new ArrayList<>();
    private final List<GaleraNode> nodes = new ArrayList<>();

    private GaleraCluster() {}

    /** Starts the servers, which takes some seconds; empty if {@link #PACKAGES} are not installed. */
    public static Optional<GaleraCluster> start(int size) {
        if (!InstalledMariaDb.isThere() || !Files.isReadable(GaleraNode.PROVIDER)) {
            return Optional.empty();
        }
        GaleraCluster cluster = new GaleraCluster();
        boolean started = false;
        try {
            cluster.startAll(size);
            started = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!started) {
                cluster.close();
            }
        }
        return Optional.of(cluster);
    }

    private void startAll(int size) throws IOException {
        List<Integer> ports =
                Stream.generate(FreePort::find).distinct().limit(2L * size).toList();
        Path base = Files.createTempDirectory("holdfast-galera-");
        GaleraNode first = GaleraNode.first(base, ports);
        add(first);
        Path seed = base.resolve("seed"); // goes with the first one's directory
        first.leaveCopy(base, seed);
        for (int number = 1; number < size; number++) {
            Path own = Files.createTempDirectory("holdfast-galera-");
            add(GaleraNode.another(own, seed, ports, number));
        }
    }

    private void add(GaleraNode node) {
        nodes.add(node);
        servers.add(new MySqlServer(node));
    }

    /** Cuts a server off from the others; whoever is connected to it stays so. */
    public void cutOff(int number) throws SQLException {
        nodes.get(number).cutOff();
    }

    /** Ends that; returns once it takes part again. */
    public void join(int number) throws SQLException {
        nodes.get(number).join();
    }

    public MySqlServer server(int number) {
        return servers.get(number);
    }

    /**
     * The URL of the database, which is created if it is absent, as somebody writes it who prefers that server, and takes
     * the others in turn if it cannot be had. Needs that server to run.
     */
    public String jdbcUrl(String database, int preferred) {
        String url = servers.get(preferred).jdbcUrl(database);
        List<String> hosts = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            hosts.add(
                    "127.0.0.1:" + servers.get((preferred + i) % servers.size()).port());
        }
        return url.replaceFirst("//[^/]*/", "//" + String.join(",", hosts) + "/");
    }

    public String user() {
        return servers.get(0).user();
    }

    public String password() {
        return servers.get(0).password();
    }

    @Override
    public void close() {
        servers.forEach(MySqlServer::close);
    }
}
