// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.agent;

import java.io.IOException;
import java.time.Duration;

/**
 * A Java agent that ends its program once the process that started it is gone.
 *
 * <p>The parent holds the writing end of the program's standard input. However the parent ends, kill -9 included, the
 * operating system closes that end, and this class's one daemon thread reads the end of the stream. The program then
 * gets its normal shutdown, and a bound on it. Nothing else may read the standard input.
 */
public final class EndsWithItsParent {
    private static final Duration SHUTDOWN_BOUND = Duration.ofSeconds(10);

    private EndsWithItsParent() {}

    /** Called by the JVM before the program's main. */
    public static void premain(String ignoredArguments) {
        daemon("ends-with-its-parent", EndsWithItsParent::awaitEndOfParent);
    }

    private static void awaitEndOfParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever sent; only the end counts.
            }
        } catch (IOException e) {
            System.err.println("Standard input broke, taken as the end of the parent process: " + e);
        }
        daemon("halts-after-bound", EndsWithItsParent::haltAfterBound);
        System.exit(1);
    }

    private static void haltAfterBound() {
        try {
            Thread.sleep(SHUTDOWN_BOUND.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
