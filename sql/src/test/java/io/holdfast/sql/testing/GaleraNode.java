// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sql.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One server of a {@link GaleraCluster}. Killed and started again, it tells the others from where on it lacks what they
 * wrote, and is given it from their memory.
 */
final class GaleraNode implements MySqlServer.Backend {
    static final Path PROVIDER = Path.of("/usr/lib/galera/libgalera_smm.so");

    /** There while the next start is to be that of a cluster of one. */
    private static final String FIRST = "first";

    /**
     * $1 is the directory, the rest the command. Which transactions a killed server still has only its own recovery can
     * tell.
     */
    private static final String START = """
            base=$1
            shift
            PATH=$base:$PATH
            export PATH
            if [ -e "$base/first" ]; then
                rm "$base/first"
                exec "$@" --wsrep-new-cluster
            fi
            position=$("$@" --wsrep-recover 2>&1 | sed -n 's/.*Recovered position: *//p' | tail -n 1)
            exec "$@" ${position:+--wsrep-start-position=$position}
            """;

    /**
     * What the servers call to transfer a state as a whole. All begin as copies of one, so that this is never needed: it
     * only says that the writes since then follow. The package that has the real ones would start a server of its own.
     */
    private static final String TRANSFER = """
            #!/bin/sh
            while [ $# -gt 0 ]; do
                case $1 in
                    --role) role=$2; shift ;;
                    --address) address=$2; shift ;;
                    --datadir) data=$2; shift ;;
                    --gtid) position=$2; shift ;;
                    --bypass) only_what_followed=1 ;;
                esac
                shift
            done
            if [ "$role" = joiner ]; then
                rm -f "$data/position"
                echo "ready $data/position"
                while [ ! -e "$data/position" ]; do sleep 0.05; done
                cat "$data/position"
                exit
            fi
            [ -n "${only_what_followed:-}" ] || exit 22 # EINVAL: so much is not in memory any more
            echo "$position" >"$address.new" && mv "$address.new" "$address"
            echo "done $position"
            """;

    private final EmbeddedMySql server;

    private GaleraNode(EmbeddedMySql server) {
        this.server = server;
    }

    /**
     * The first of all: it makes the data that the others begin with.
     *
     * @param ports of the group, this node's first
     */
    static GaleraNode first(Path base, List<Integer> ports) throws IOException {
        Files.createFile(base.resolve(FIRST));
        return start(base, ports, 0, InstalledMariaDb.create(base));
    }

    /** Another one, which begins with a copy of that data. */
    static GaleraNode another(Path base, Path seed, List<Integer> ports, int number) throws IOException {
        return start(
                base,
                ports,
                number,
                List.of("cp", "-a", seed.toString(), InstalledMariaDb.data(base).toString()));
    }

    private static GaleraNode start(Path base, List<Integer> ports, int number, List<String> create)
            throws IOException {
        Path transfer = base.resolve("wsrep_sst_image");
        Files.writeString(transfer, TRANSFER);
        Files.setPosixFilePermissions(transfer, PosixFilePermissions.fromString("rwx------"));
        List<String> serve = new ArrayList<>(List.of("sh", "-c", START, "start", base.toString()));
        serve.addAll(InstalledMariaDb.serve(base));
        serve.addAll(options(ports, number));
        EmbeddedMySql.Programs programs = new EmbeddedMySql.Programs(create, serve, base, null);
        GaleraNode node = new GaleraNode(EmbeddedMySql.start(programs, base));
        node.awaitSynced();
        return node;
    }

    /** Each node has two ports in the group: one to talk, one to be given what it lacks. */
    private static List<String> options(List<Integer> ports, int number) {
        int talk = ports.get(2 * number);
        String all = IntStream.range(0, ports.size() / 2)
                .mapToObj(node -> "127.0.0.1:" + ports.get(2 * node))
                .collect(Collectors.joining(","));
        return List.of(
                "--binlog-format=ROW",
                "--innodb-autoinc-lock-mode=2",
                "--innodb-buffer-pool-size=64M",
                "--innodb-log-file-size=32M",
                "--wsrep-on=ON",
                "--wsrep-provider=" + PROVIDER,
                "--wsrep-cluster-name=holdfast",
                "--wsrep-cluster-address=gcomm://" + all,
                "--wsrep-node-name=node" + number,
                "--wsrep-node-address=127.0.0.1:" + talk,
                "--wsrep-sst-method=image",
                "--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:" + talk
                        + ";ist.recv_addr=127.0.0.1:" + ports.get(2 * number + 1)
                        + ";gcache.size=64M;" + "evs.suspect_timeout=PT2S;evs.inactive_timeout=PT6S"
                        + ";evs.inactive_check_period=PT0.5S;evs.keepalive_period=PT0.5S");
    }

    /** Ends it in order, leaves a copy of its data, and starts it again as a cluster of one. */
    void leaveCopy(Path base, Path copy) throws IOException {
        server.stopInOrder();
        Path data = InstalledMariaDb.data(base);
        try (Stream<Path> tree = Files.walk(data)) {
            for (Path path : tree.toList()) {
                Files.copy(path, copy.resolve(data.relativize(path)));
            }
        }
        Files.createFile(base.resolve(FIRST));
        restart();
    }

    /** Lets no message through to the others, nor from them, until {@link #join}; whoever is connected stays so. */
    void cutOff() throws SQLException {
        isolate(1);
    }

    /** Returns once it takes part again. */
    void join() throws SQLException {
        isolate(0);
        awaitSynced();
    }

    private void isolate(int how) throws SQLException {
        try (Connection connection = DriverManager.getConnection(MySqlServer.serverUrl(this), user(), password());
                var statement = connection.createStatement()) {
            statement.execute("SET GLOBAL wsrep_provider_options = 'gmcast.isolate=" + how + "'");
        }
    }

    private void awaitSynced() {
        ServerReadiness.awaitState("server " + port() + " to take part in its cluster", () -> {
            try (Connection connection = DriverManager.getConnection(MySqlServer.serverUrl(this), user(), password());
                    var statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SHOW STATUS LIKE 'wsrep_local_state_comment'")) {
                return row.next() && row.getString(2).equals("Synced");
            } catch (SQLException notYet) {
                return false;
            }
        });
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public String user() {
        return server.user();
    }

    @Override
    public String password() {
        return server.password();
    }

    @Override
    public void kill() throws IOException {
        server.kill();
    }

    @Override
    public void restart() throws IOException {
        server.restart();
        awaitSynced();
    }

    @Override
    public void pause() throws IOException {
        server.pause();
    }

    @Override
    public void goOn() throws IOException {
        server.goOn();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
