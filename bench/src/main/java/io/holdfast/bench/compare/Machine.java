// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * What the figures were measured on.
 *
 * @param database as it names itself; null if none was used
 */
record Machine(
        String processor,
        int cores,
        long memoryMib,
        String kernel,
        String java,
        String fileSystem,
        long syncP50Micros,
        long syncP99Micros,
        String database) {
    private static final int SYNCS = 400;
    private static final int RECORD_BYTES = 200;

    /** @param directory on the disk that the coordinators will write to */
    static Machine describe(Path directory, String database) throws IOException {
        long[] syncs = syncs(directory);
        return new Machine(
                firstValue(Path.of("/proc/cpuinfo"), "model name"),
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(firstValue(Path.of("/proc/meminfo"), "MemTotal").split(" ", 2)[0]) / 1024,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
                Files.getFileStore(directory).type(),
                syncs[SYNCS / 2],
                syncs[SYNCS * 99 / 100],
                database);
    }

    /** The load of the last minute, in running threads; 0 if the system does not say. */
    static double load() throws IOException {
        Path load = Path.of("/proc/loadavg");
        return Files.isReadable(load)
                ? Double.parseDouble(Files.readString(load).split(" ", 2)[0])
                : 0;
    }

    private static String firstValue(Path file, String name) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(name)) {
                return line.substring(line.indexOf(':') + 1).trim();
            }
        }
        return "0 (" + name + " is not in " + file + ")";
    }

    /** How long an append of one small record takes until it is on stable storage, in microseconds, sorted. */
    private static long[] syncs(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "sync", ".probe");
        long[] micros = new long[SYNCS];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int i = 0; i < SYNCS; i++) {
                long start = System.nanoTime();
                channel.write(ByteBuffer.allocate(RECORD_BYTES));
                channel.force(false);
                micros[i] = (System.nanoTime() - start) / 1000;
            }
        } finally {
            Files.delete(file);
        }
        Arrays.sort(micros);
        return micros;
    }
}
