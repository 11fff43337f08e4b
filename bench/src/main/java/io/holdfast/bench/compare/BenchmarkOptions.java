// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.load.PartsProtocol;
import io.holdfast.bench.terminal.UsageException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param home the repository, where the built programs lie
 * @param directory where data and logs go
 * @param protocol what the participants of orders are called over
 * @param json where the figures go; null for nowhere
 * @param heap of every coordinator, as in -Xmx
 */
record BenchmarkOptions(
        Path home,
        Path directory,
        Task task,
        Stores stores,
        int rounds,
        double seconds,
        String heap,
        PartsProtocol protocol,
        Path json,
        boolean publish,
        boolean strict,
        boolean help,
        Databases.MySqlOptions mysql) {

    /** What is measured. */
    record Task(Kind kind, int amount) {
        enum Kind {
            FULL,
            QUICK,
            /** Many finished transactions in the log. */
            HISTORY,
            /** Many open transactions. */
            OPEN,
            /** Many branches whose participant is away. */
            PARKED,
            /** Hours of load with faults. */
            SOAK,
            /** Interactive transactions against whole ones in one call. */
            WAYS,
            /** A participant that never answers, beside transactions that do not touch it. */
            HUNG
        }
    }

    enum Stores {
        ALL,
        FILE,
        MYSQL
    }

    /** @throws UsageException naming the option that is unknown, lacks its value, or has an impossible one */
    static BenchmarkOptions parse(List<String> arguments) throws UsageException {
        Parser parser = new Parser();
        Deque<String> left = new ArrayDeque<>(arguments);
        while (!left.isEmpty()) {
            parser.take(left.removeFirst(), left);
        }
        return parser.options();
    }

    /** The values seen so far; one thread, one command line. */
    private static final class Parser {
        private Path home = Path.of("");
        private Path directory;
        private Path json;
        private Task task;
        private Stores stores = Stores.ALL;
        private int rounds;
        private double seconds;
        private String heap = "2g";
        private PartsProtocol protocol = PartsProtocol.TRI;
        private boolean mariaDb;
        private boolean publish;
        private boolean strict;
        private boolean help;
        private String mysql;
        private String mysqlUser = "root";
        private String mysqlPassword = "";
        private int mysqlPid;

        void take(String argument, Deque<String> left) throws UsageException {
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            String option = equals < 0 ? argument : argument.substring(0, equals);
            if (equals >= 0) {
                left.addFirst(argument.substring(equals + 1));
            }
            switch (option) {
                case "--help", "-h" -> help = true;
                case "--full" -> choose(new Task(Task.Kind.FULL, 0));
                case "--quick" -> choose(new Task(Task.Kind.QUICK, 0));
                case "--history" -> choose(new Task(Task.Kind.HISTORY, number(option, left, 1, 100_000_000)));
                case "--open" -> choose(new Task(Task.Kind.OPEN, number(option, left, 1, 1_000_000)));
                case "--parked" -> choose(new Task(Task.Kind.PARKED, number(option, left, 1, 1_000_000)));
                case "--soak" -> choose(new Task(Task.Kind.SOAK, number(option, left, 1, 10_000)));
                case "--ways" -> choose(new Task(Task.Kind.WAYS, 0));
                case "--hung" -> choose(new Task(Task.Kind.HUNG, 0));
                case "--mariadb" -> mariaDb = true;
                case "--publish" -> publish = true;
                case "--strict" -> strict = true;
                default -> takeSetting(option, left);
            }
        }

        private void takeSetting(String option, Deque<String> left) throws UsageException {
            switch (option) {
                case "--stores" -> stores = stores(option, value(option, left));
                case "--rounds" -> rounds = number(option, left, 1, 1000);
                case "--seconds" -> seconds = number(option, left, 1, 3600);
                case "--heap" -> heap = value(option, left);
                case "--protocol" -> protocol = protocol(option, value(option, left));
                case "--json" -> json = Path.of(value(option, left));
                case "--home" -> home = Path.of(value(option, left));
                case "--dir" -> directory = Path.of(value(option, left));
                case "--mysql" -> mysql = value(option, left);
                case "--mysql-user" -> mysqlUser = value(option, left);
                case "--mysql-password" -> mysqlPassword = value(option, left);
                case "--mysql-pid" -> mysqlPid = number(option, left, 1, Integer.MAX_VALUE);
                default -> throw new UsageException("unknown option " + option);
            }
        }

        private void choose(Task chosen) throws UsageException {
            if (task != null) {
                throw new UsageException(
                        "one of --full, --quick, --history, --open, --parked, --soak, --ways and --hung at a time");
            }
            task = chosen;
        }

        BenchmarkOptions options() {
            Path root = home.toAbsolutePath().normalize();
            return new BenchmarkOptions(
                    root,
                    Optional.ofNullable(directory)
                            .orElse(root.resolve(".benchmark"))
                            .toAbsolutePath(),
                    Optional.ofNullable(task).orElse(new Task(Task.Kind.FULL, 0)),
                    stores,
                    rounds,
                    seconds,
                    heap,
                    protocol,
                    json,
                    publish,
                    strict,
                    help,
                    new Databases.MySqlOptions(mariaDb, mysql, mysqlUser, mysqlPassword, mysqlPid));
        }

        private static Stores stores(String option, String text) throws UsageException {
            try {
                return Stores.valueOf(text.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new UsageException(option + ": file, mysql or all expected, got " + text);
            }
        }

        private static PartsProtocol protocol(String option, String text) throws UsageException {
            try {
                return PartsProtocol.valueOf(text.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new UsageException(option + ": tri or dubbo expected, got " + text);
            }
        }

        private static String value(String option, Deque<String> left) throws UsageException {
            if (left.isEmpty() || left.peekFirst().isEmpty()) {
                throw new UsageException(option + " needs a value");
            }
            return left.removeFirst();
        }

        private static int number(String option, Deque<String> left, int least, int most) throws UsageException {
            String text = value(option, left);
            try {
                int number = Integer.parseInt(text.replace("_", ""));
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Said below, together with the range.
            }
            throw new UsageException(
                    "%s: '%s' is not a whole number from %d to %d".formatted(option, text, least, most));
        }
    }
}
