// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How often disks were told to put their write caches on stable storage: what every fsync of a file system with a journal
 * comes to. Counted by the kernel at no cost to anybody, for all processes together.
 */
final class DiskFlushes {
    private static final Path DISKS = Path.of("/proc/diskstats");
    private static final Path BLOCKS = Path.of("/sys/block");

    /** Words of a line since Linux 5.5: three names, then seventeen counters, the sixteenth of which is this one. */
    private static final int FLUSHES = 3 + 15;

    private DiskFlushes() {}

    /** The sum over all whole disks since the machine was started; -1 if the system does not say. */
    static long count() {
        try {
            long sum = -1;
            for (String line : Files.readAllLines(DISKS)) {
                String[] words = line.trim().split("\\s+", -1);
                if (words.length > FLUSHES && isDiskWithCache(words[2])) {
                    sum = Math.max(sum, 0) + Long.parseLong(words[FLUSHES]);
                }
            }
            return sum;
        } catch (IOException notLinux) {
            return -1;
        }
    }

    /** A disk without a volatile cache gets no flushes, so that their number says nothing. Partitions have no entry. */
    private static boolean isDiskWithCache(String name) throws IOException {
        Path cache = BLOCKS.resolve(name).resolve("queue").resolve("write_cache");
        return Files.isReadable(cache) && Files.readString(cache).startsWith("write back");
    }
}
