// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.process;

import java.util.concurrent.ThreadFactory;

/** Threads that do not keep the JVM alive: what they wait for may never come once the run is stopped. */
public final class Daemons {
    private Daemons() {}

    public static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
