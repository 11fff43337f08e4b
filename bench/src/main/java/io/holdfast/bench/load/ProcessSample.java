// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A process's counters at one moment, read from Linux's {@code /proc}.
 *
 * @param cpuTicks user and system time, in hundredths of a second
 */
record ProcessSample(long pid, long cpuTicks, long residentKib, long contextSwitches, long writeCalls) {
    /** What Linux shows times in, whatever its own clock runs at (USER_HZ). */
    private static final double MILLIS_PER_TICK = 10;

    /** Words after the closing parenthesis of the program's name; proc(5) counts from 1 and has the pid and name first. */
    private static final int UTIME = 14 - 3;

    /** @throws IOException if there is no such process */
    static ProcessSample of(long pid) throws IOException {
        Path directory = Path.of("/proc", Long.toString(pid));
        String stat = Files.readString(directory.resolve("stat"));
        String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return new ProcessSample(
                pid,
                Long.parseLong(words[UTIME]) + Long.parseLong(words[UTIME + 1]),
                field(directory.resolve("status"), "VmRSS:"),
                switches(directory.resolve("task")),
                field(directory.resolve("io"), "syscw:"));
    }

    ProcessCost until(ProcessSample later) {
        return new ProcessCost(
                pid,
                (later.cpuTicks - cpuTicks) * MILLIS_PER_TICK,
                later.residentKib,
                difference(contextSwitches, later.contextSwitches),
                difference(writeCalls, later.writeCalls));
    }

    private static long difference(long before, long after) {
        return before < 0 || after < 0 ? -1 : after - before;
    }

    private static long switches(Path tasks) throws IOException {
        long sum = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                Path status = thread.resolve("status");
                sum += Math.max(0, field(status, "voluntary_ctxt_switches:"))
                        + Math.max(0, field(status, "nonvoluntary_ctxt_switches:"));
            }
        }
        return sum;
    }

    /** The first number behind {@code name}; -1 if there is none, or nobody may read it. */
    private static long field(Path file, String name) throws IOException {
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(name)) {
                    return Long.parseLong(line.substring(name.length()).trim().split(" ", -1)[0]);
                }
            }
        } catch (NoSuchFileException ended) {
            // a thread that has ended, or another process's counters that are not shown
        } catch (IOException refused) {
            if (!file.endsWith("io") && !file.endsWith("status")) {
                throw refused;
            }
        }
        return -1;
    }
}
