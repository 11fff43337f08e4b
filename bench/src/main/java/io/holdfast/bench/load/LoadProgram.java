// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One client in a process of its own. Runs the rounds that its command line asks for and prints a line for each; or, with
 * {@code --rounds 0}, takes a {@link RoundPlan} in JSON from each line of its standard input and answers each with a
 * {@link RoundResult} in JSON, until the input ends.
 */
public final class LoadProgram {
    /** What opens a line of output that is an answer; the libraries may print others. */
    public static final String ANSWER = "round: ";

    /** What opens the line that says why the program ends. */
    public static final String FAILURE = "failed: ";

    private LoadProgram() {}

    /** Exits with 0 if every round was sound, 1 if one was not, 2 if the command line is wrong. */
    public static void main(String[] arguments) throws InterruptedException {
        int status;
        try {
            status = run(LoadOptions.parse(List.of(arguments)));
        } catch (IllegalArgumentException wrong) {
            System.err.println("load: " + wrong.getMessage());
            status = 2;
        } catch (IOException | RuntimeException failed) {
            System.err.println(FAILURE + failed.getMessage());
            status = 1;
        }
        // The stock client's threads would keep the process for ever.
        Runtime.getRuntime().halt(status);
    }

    private static int run(LoadOptions options) throws IOException, InterruptedException {
        try (LoadClient client = connect(options)) {
            return options.rounds() == 0 ? serve(client) : runAll(client, options);
        }
    }

    private static LoadClient connect(LoadOptions options) throws IOException, InterruptedException {
        return options.client() == LoadOptions.Client.LEAN
                ? LeanClient.connect(options.address())
                : StockClient.connect(options.address(), options.merging());
    }

    /** Answers plans with results, until the input ends. */
    static int serve(LoadClient client) throws IOException, InterruptedException {
        Gson gson = new Gson();
        System.out.println(ANSWER + "{}");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(ANSWER + gson.toJson(client.run(gson.fromJson(line, RoundPlan.class))));
        }
        return 0;
    }

    private static int runAll(LoadClient client, LoadOptions options) throws IOException, InterruptedException {
        boolean sound = true;
        System.out.println(heading(options));
        for (int i = 0; i < options.rounds(); i++) {
            RoundResult result = client.run(options.plan());
            System.out.println(line(result));
            result.problems().forEach(problem -> System.out.println("  PROBLEM: " + problem));
            sound &= result.isSound();
        }
        return sound ? 0 : 1;
    }

    private static String heading(LoadOptions options) {
        String text =
                String.format("%9s %8s %8s %8s %8s %11s", "tx/s", "p50 ms", "p95 ms", "p99 ms", "max ms", "client CPU");
        for (long pid : options.plan().watched()) {
            text += String.format(" %11s %9s %9s %9s", "CPU " + pid, "RSS MiB", "switch/tx", "writes/tx");
        }
        return text + String.format(" %9s", "flush/tx");
    }

    private static String line(RoundResult result) {
        double transactions = Math.max(1, result.transactions());
        StringBuilder text = new StringBuilder(String.format(
                "%9.0f %8.2f %8.2f %8.2f %8.2f %11.4f",
                result.perSecond(),
                result.p50Micros() / 1e3,
                result.p95Micros() / 1e3,
                result.p99Micros() / 1e3,
                result.maxMicros() / 1e3,
                result.clientCpuMillis() / transactions));
        for (ProcessCost cost : result.servers()) {
            text.append(String.format(
                    " %11.4f %9d %9.2f %9.2f",
                    cost.cpuMillis() / transactions,
                    cost.residentKib() / 1024,
                    cost.contextSwitches() / transactions,
                    cost.writeCalls() / transactions));
        }
        return text.append(String.format(" %9.3f", result.flushes() / transactions))
                .toString();
    }
}
