// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import io.holdfast.bench.terminal.UsageException;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Finds a place for all ports of a run beside whatever else this machine runs. */
final class FreePorts {
    private FreePorts() {}

    /** For {@link Endpoint#API}, whose usual port is where the system takes those of clients' connections from. */
    static int api(int offset) {
        return 21_000 + offset;
    }

    /** An offset at which every port is free, and below those that the system gives to clients' connections. */
    static int offset() throws UsageException {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int offset = ThreadLocalRandom.current().nextInt(100, 11_000);
            if (Ports.of(offset, Map.of(Endpoint.API, api(offset))).taken().isEmpty()) {
                return offset;
            }
        }
        throw new IllegalStateException("no free ports");
    }
}
