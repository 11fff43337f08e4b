// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import io.holdfast.bench.terminal.UsageException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param home the repository, where the built programs lie
 * @param directory where databases and logs go
 * @param orders the file of orders to place
 * @param concurrency orders under way at the same time
 * @param once stop everything at the end and judge
 * @param cluster two coordinators, of which one is killed
 * @param help only explain
 * @param databases where the samples keep their data
 */
record RunOptions(
        Path home,
        Path directory,
        Path orders,
        int concurrency,
        boolean once,
        boolean cluster,
        boolean help,
        Databases databases,
        Ports ports) {
    private static final int USUAL_CONCURRENCY = 8;
    private static final int MOST_CONCURRENCY = 256;
    private static final int MOST_OFFSET = 15_000;

    /** @throws UsageException naming the option that is unknown, lacks its value, or has an impossible one */
    static RunOptions parse(List<String> arguments) throws UsageException {
        Parser parser = new Parser();
        Deque<String> left = new ArrayDeque<>(arguments);
        while (!left.isEmpty()) {
            parser.take(left.removeFirst(), left);
        }
        return parser.options();
    }

    /** The values seen so far; one thread, one command line. */
    private static final class Parser {
        private final Map<Endpoint, Integer> ports = new EnumMap<>(Endpoint.class);
        private Path home = Path.of("");
        private Path directory;
        private Path orders;
        private int concurrency = USUAL_CONCURRENCY;
        private int offset;
        private boolean once;
        private boolean cluster;
        private boolean help;
        private String mysql;
        private String mysqlUser = "root";
        private String mysqlPassword = "";

        void take(String argument, Deque<String> left) throws UsageException {
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            String option = equals < 0 ? argument : argument.substring(0, equals);
            if (equals >= 0) {
                left.addFirst(argument.substring(equals + 1));
            }
            switch (option) {
                case "--once" -> once = flag(option, equals);
                case "--cluster" -> cluster = flag(option, equals);
                case "--help", "-h" -> help = flag(option, equals);
                case "--home" -> home = Path.of(value(option, left));
                case "--dir" -> directory = Path.of(value(option, left));
                case "--orders" -> orders = Path.of(value(option, left));
                case "--mysql" -> mysql = value(option, left);
                case "--mysql-user" -> mysqlUser = value(option, left);
                case "--mysql-password" -> mysqlPassword = value(option, left);
                case "--concurrency" -> concurrency = number(option, value(option, left), 1, MOST_CONCURRENCY);
                case "--port-offset" -> offset = number(option, value(option, left), 0, MOST_OFFSET);
                default -> ports.put(endpoint(option), number(option, value(option, left), 1, 65_535));
            }
        }

        RunOptions options() throws UsageException {
            Path root = home.toAbsolutePath().normalize();
            return new RunOptions(
                    root,
                    Optional.ofNullable(directory).orElse(root.resolve(".run")).toAbsolutePath(),
                    Optional.ofNullable(orders)
                            .orElse(root.resolve("sample-order").resolve("orders.csv"))
                            .toAbsolutePath(),
                    concurrency,
                    once,
                    cluster,
                    help,
                    new Databases(mysql, mysqlUser, mysqlPassword),
                    Ports.of(offset, ports, cluster));
        }

        private static boolean flag(String option, int equals) throws UsageException {
            if (equals >= 0) {
                throw new UsageException(option + " takes no value");
            }
            return true;
        }

        private static Endpoint endpoint(String option) throws UsageException {
            return Arrays.stream(Endpoint.values())
                    .filter(endpoint -> endpoint.option().equals(option))
                    .findFirst()
                    .orElseThrow(() -> new UsageException("unknown option " + option));
        }

        private static String value(String option, Deque<String> left) throws UsageException {
            if (left.isEmpty() || left.peekFirst().isEmpty()) {
                throw new UsageException(option + " needs a value");
            }
            return left.removeFirst();
        }

        private static int number(String option, String text, int least, int most) throws UsageException {
            try {
                int number = Integer.parseInt(text);
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
