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

    static boolean isThere() {
        return List.of(SERVER, CREATE, NEEDED_BY_CREATE).stream().allMatch(Files::isExecutable);
    }

    static Optional<EmbeddedMySql> start() {
        if (!isThere()) {
            return Optional.empty();
        }
        try {
            Path base = Files.createTempDirectory("holdfast-mariadb-");
            return Optional.of(
                    EmbeddedMySql.start(new EmbeddedMySql.Programs(create(base), serve(base), base, null), base));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command that creates an empty database system in the directory. */
    static List<String> create(Path base) {
        List<String> create = new ArrayList<>(List.of(CREATE.toString(), "--no-defaults"));
        create.addAll(EmbeddedMySql.userOption());
        create.addAll(List.of("--datadir=" + data(base), "--auth-root-authentication-method=normal", "--skip-test-db"));
        return create;
    }

    /** The command that serves it. */
    static List<String> serve(Path base) {
        List<String> serve = new ArrayList<>(List.of(SERVER.toString(), "--no-defaults"));
        serve.addAll(EmbeddedMySql.userOption());
        serve.addAll(List.of(
                "--datadir=" + data(base), "--tmpdir=" + base, "--skip-log-bin", "--character-set-server=utf8mb4"));
        return serve;
    }

    /** Where its data is. */
    static Path data(Path base) {
        return base.resolve("data");
    }
}
