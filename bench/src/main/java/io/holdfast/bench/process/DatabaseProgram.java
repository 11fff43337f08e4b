// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.process;

import io.holdfast.sql.testing.MySqlServer;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/**
 * A process that has a MySQL server for as long as its standard input is open: the one that the tests use. Its line of
 * output says where: {@code database: host:port TAB user TAB password TAB pid}, the pid 0 if the server runs in a
 * container.
 */
public final class DatabaseProgram {
    /** What its line of output begins with. */
    public static final String ANSWER = "database: ";

    private DatabaseProgram() {}

    /** @param arguments {@code mariadb} for an installed MariaDB; else none */
    public static void main(String[] arguments) throws IOException {
        try (MySqlServer server = arguments.length == 0 ? MySqlServer.start() : mariaDb()) {
            String address = URI.create(server.jdbcUrl("mysql").substring("jdbc:".length()))
                    .getAuthority();
            System.out.println(
                    ANSWER + String.join("\t", address, server.user(), server.password(), String.valueOf(serverPid())));
            while (System.in.read() >= 0) {
                // Nothing is ever sent; only the end counts.
            }
        }
    }

    private static MySqlServer mariaDb() {
        return MySqlServer.startMariaDb()
                .orElseThrow(() -> new IllegalStateException("no MariaDB is installed:"
                        + " install Debian's packages mariadb-server-core and mariadb-client-core"));
    }

    private static long serverPid() {
        List<ProcessHandle> servers = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .command()
                        .filter(command -> command.endsWith("mysqld") || command.endsWith("mariadbd"))
                        .isPresent())
                .toList();
        return servers.size() == 1 ? servers.get(0).pid() : 0;
    }
}
