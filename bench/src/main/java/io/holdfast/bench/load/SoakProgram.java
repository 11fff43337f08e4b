// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A {@link SoakClient} in a process of its own. Arguments: host, port, transactions per second. Each line of its standard
 * input is a command: {@code away} and {@code back} of the participant, {@code report}, {@code end}; the last two are
 * answered with a {@link SoakReport} in JSON.
 */
public final class SoakProgram {
    public static final String ANSWER = "soak: ";

    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

    /** After the last branch was called: transactions that time out without any are not waited for. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(15);

    private volatile boolean away;
    private volatile boolean reportAsked;
    private volatile boolean ending;

    private SoakProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        SoakClient client = new SoakClient(
                new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])), Double.parseDouble(arguments[2]));
        new SoakProgram().run(client);
        Runtime.getRuntime().halt(0);
    }

    private void run(SoakClient client) throws InterruptedException {
        Thread commands = new Thread(this::readCommands, "commands");
        commands.setDaemon(true);
        commands.start();
        Gson gson = new Gson();
        while (!ending) {
            client.turn(true, !away);
            if (reportAsked) {
                reportAsked = false;
                System.out.println(ANSWER + gson.toJson(client.report()));
            }
        }
        long end = System.nanoTime() + PATIENCE_NANOS;
        long rest = System.nanoTime() + REST_NANOS;
        while (System.nanoTime() < rest || (client.awaited() > 0 && System.nanoTime() < end)) {
            client.turn(false, true);
        }
        System.out.println(ANSWER + gson.toJson(client.close()));
    }

    private void readCommands() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                switch (line) {
                    case "away" -> away = true;
                    case "back" -> away = false;
                    case "report" -> reportAsked = true;
                    default -> ending = true;
                }
            }
        } catch (IOException parentGone) {
            // as the end of the input
        }
        // The parent is gone, or has asked for the end.
        ending = true;
    }
}
