// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.process.ChildLines;
import io.holdfast.bench.process.ChildProcess;
import io.holdfast.bench.process.DatabaseProgram;
import io.holdfast.bench.process.RunFailedException;
import io.holdfast.bench.process.Supervisor;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** The MySQL server that contenders share: the user's, or one that is started when it is first asked for. One thread. */
final class Databases {
    private static final Duration START_BOUND = Duration.ofMinutes(2);

    private final Supervisor supervisor;
    private final JavaCommands commands;
    private final MySqlOptions options;
    private Database shared;

    Databases(Supervisor supervisor, JavaCommands commands, MySqlOptions options) {
        this.supervisor = supervisor;
        this.commands = commands;
        this.options = options;
    }

    /**
     * The user's server, if he named one.
     *
     * @param mariaDb whether to start an installed MariaDB instead of a MySQL
     * @param address host:port; null to start a server
     * @param pid of its process; 0 if its cost is not to be shown
     */
    record MySqlOptions(boolean mariaDb, String address, String user, String password, long pid) {}

    Database shared() throws IOException, InterruptedException, RunFailedException {
        if (shared == null) {
            try {
                shared = options.address() == null
                        ? start()
                        : Database.connect(options.address(), options.user(), options.password(), options.pid());
            } catch (SQLException e) {
                throw new RunFailedException("The MySQL server cannot be used: " + e.getMessage(), e);
            }
        }
        return shared;
    }

    /** Null as long as nobody has asked for it. */
    Database startedOrNull() {
        return shared;
    }

    private Database start() throws IOException, InterruptedException, RunFailedException, SQLException {
        ChildProcess process = supervisor.start(
                "mysql", commands.database(DatabaseProgram.class, options.mariaDb() ? List.of("mariadb") : List.of()));
        String line = new ChildLines(process).await(DatabaseProgram.ANSWER, START_BOUND);
        String[] words = line.split("\t", -1);
        return Database.connect(words[0], words[1], words[2], Long.parseLong(words[3]));
    }
}
