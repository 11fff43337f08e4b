// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports that nobody listens on. */
final class FreePort {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 30_000;

    private FreePort() {}

    /** Below those that systems give to outgoing connections, so that no client is given it while its server starts. */
    static int find() {
        while (true) {
            int candidate = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            try (ServerSocket probe = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // the next one then
            }
        }
    }
}
