// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sql.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The MariaDB of the Debian packages mariadb-server-core and mariadb-client-core, if they are installed. */
final class InstalledMariaDb {

    private static final Path SERVER = Path.of("/usr/sbin/mariadbd");
    private static final Path CREATE = Path.of("/usr/bin/mariadb-install-db");
    private static final Path NEEDED_BY_CREATE = Path.of("/usr/bin/my_print_defaults");

    private InstalledMariaDb() {}

    static Optional<EmbeddedMySql> start() {
        if (!List.of(SERVER, CREATE, NEEDED_BY_CREATE).stream().allMatch(Files::isExecutable)) {
            return Optional.empty();
        }
        try {
            Path base = Files.createTempDirectory("holdfast-mariadb-");
            List<String> create = new ArrayList<>(List.of(CREATE.toString(), "--no-defaults"));
            create.addAll(EmbeddedMySql.userOption());
            create.addAll(List.of(
                    "--datadir=" + base.resolve("data"), "--auth-root-authentication-method=normal", "--skip-test-db"));
            List<String> serve = new ArrayList<>(List.of(SERVER.toString(), "--no-defaults"));
            serve.addAll(EmbeddedMySql.userOption());
            serve.addAll(List.of(
                    "--datadir=" + base.resolve("data"),
                    "--tmpdir=" + base,
                    "--skip-log-bin",
                    "--character-set-server=utf8mb4"));
            return Optional.of(EmbeddedMySql.start(new EmbeddedMySql.Programs(create, serve, base), base));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
