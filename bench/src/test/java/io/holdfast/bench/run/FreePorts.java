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

    /** For {@link Endpoint#SECOND_API}, likewise. */
    static int secondApi(int offset) {
        return api(offset) + 1;
    }

    /** An offset at which every port is free, and below those that the system gives to clients' connections. */
    static int offset() throws UsageException {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int offset = ThreadLocalRandom.current().nextInt(100, 11_000);
            Map<Endpoint, Integer> moved = Map.of(Endpoint.API, api(offset), Endpoint.SECOND_API, secondApi(offset));
            if (Ports.of(offset, moved, true).taken().isEmpty()) {
                return offset;
            }
        }
        throw new IllegalStateException("no free ports");
    }
}
