// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The command line of {@link LoadProgram}.
 *
 * @param address the coordinator's host:port
 * @param client which client to be
 * @param merging whether the stock client merges its requests
 * @param rounds how many rounds to run; 0 to take them from standard input
 * @param plan of each round
 */
record LoadOptions(String address, Client client, boolean merging, int rounds, RoundPlan plan) {
    enum Client {
        STOCK,
        LEAN
    }

    static LoadOptions parse(List<String> arguments) {
        Values values = new Values();
        Deque<String> left = new ArrayDeque<>(arguments);
        while (!left.isEmpty()) {
            String option = left.removeFirst();
            if (left.isEmpty()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            values.take(option, left.removeFirst());
        }
        return values.options();
    }

    /** The values seen so far. */
    private static final class Values {
        private String address = "127.0.0.1:8091";
        private Client client = Client.STOCK;
        private boolean merging = true;
        private int callers = 64;
        private int branches = 3;
        private int rollback;
        private int rounds = 3;
        private double warmUpSeconds = 5;
        private double seconds = 10;
        private final List<Long> pids = new ArrayList<>();

        void take(String option, String value) {
            switch (option) {
                case "--address" -> address = address(value);
                case "--client" -> client = oneOf(option, value, "stock", "lean") == 0 ? Client.STOCK : Client.LEAN;
                case "--merging" -> merging = oneOf(option, value, "on", "off") == 0;
                case "--callers" -> callers = (int) number(option, value);
                case "--branches" -> branches = (int) number(option, value);
                case "--rollback" -> rollback = (int) number(option, value);
                case "--rounds" -> rounds = (int) number(option, value);
                case "--warm-up" -> warmUpSeconds = number(option, value);
                case "--seconds" -> seconds = number(option, value);
                case "--pid" -> pids.add(pid(value));
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }

        LoadOptions options() {
            RoundPlan plan = new RoundPlan(
                    new Workload(callers, branches, rollback),
                    (long) (warmUpSeconds * 1000),
                    (long) (seconds * 1000),
                    pids);
            return new LoadOptions(address, client, merging, rounds, plan);
        }

        private static String address(String value) {
            if (!value.matches("[^:]+:\\d{1,5}")) {
                throw new IllegalArgumentException("--address: host:port expected, got " + value);
            }
            return value;
        }

        private static int oneOf(String option, String value, String... choices) {
            int index = Arrays.asList(choices).indexOf(value);
            if (index < 0) {
                throw new IllegalArgumentException(
                        option + ": " + String.join(" or ", choices) + " expected, got " + value);
            }
            return index;
        }

        private static double number(String option, String value) {
            try {
                return Double.parseDouble(value);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(option + ": a number expected, got " + value, e);
            }
        }

        private static long pid(String value) {
            if (!value.matches("\\d+") || !Files.exists(Path.of("/proc", value))) {
                throw new IllegalArgumentException("--pid: there is no process " + value);
            }
            return Long.parseLong(value);
        }
    }
}
