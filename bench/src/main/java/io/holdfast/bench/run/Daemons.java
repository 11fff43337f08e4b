// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import java.util.concurrent.ThreadFactory;

/** Threads that do not keep the JVM alive: what they wait for may never come once the run is stopped. */
final class Daemons {
    private Daemons() {}

    static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
