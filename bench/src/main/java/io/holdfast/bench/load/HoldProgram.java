// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Leaves transactions at a coordinator that are open for six hours, or decided with a participant that is away, prints
 * {@link #DONE} and ends.
 *
 * <p>Arguments: the coordinator's host:port; how many transactions; branches of each; {@code open} or {@code away}.
 */
public final class HoldProgram {
    public static final String DONE = "held: ";

    private static final int TIMEOUT_MILLIS = (int) TimeUnit.HOURS.toMillis(6);
    private static final String RESOURCE = "load-participant-that-leaves";
    private static final long BOUND_MINUTES = 30;

    private HoldProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        int status = 0;
        try (LeanClient client = LeanClient.connect(arguments[0], RESOURCE)) {
            int transactions = Integer.parseInt(arguments[1]);
            LeanHold hold = new LeanHold(
                    client, transactions, Integer.parseInt(arguments[2]), TIMEOUT_MILLIS, arguments[3].equals("away"));
            client.perform(hold, hold.done().orTimeout(BOUND_MINUTES, TimeUnit.MINUTES));
            System.out.println(DONE + transactions);
        } catch (IOException failed) {
            System.err.println(LoadProgram.FAILURE + failed.getMessage());
            status = 1;
        }
        Runtime.getRuntime().halt(status);
    }
}
