// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process holds at this moment. */
public final class ProcessMemory {
    private ProcessMemory() {}

    /** In KiB; -1 if the system does not say. */
    public static long residentKib(long pid) throws IOException {
        return ProcessSample.of(pid).residentKib();
    }

    public static int openFiles(long pid) throws IOException {
        return entries(pid, "fd");
    }

    public static int threads(long pid) throws IOException {
        return entries(pid, "task");
    }

    private static int entries(long pid, String directory) throws IOException {
        int count = 0;
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), directory))) {
            for (Path ignored : entries) {
                count++;
            }
        }
        return count;
    }
}
