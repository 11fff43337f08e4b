// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.io.IOException;

/** What a process holds at this moment. */
public final class ProcessMemory {
    private ProcessMemory() {}

    /** In KiB; -1 if the system does not say. */
    public static long residentKib(long pid) throws IOException {
        return ProcessSample.of(pid).residentKib();
    }
}
