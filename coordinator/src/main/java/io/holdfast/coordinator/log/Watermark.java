// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.LogFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far each lane's batches were acknowledged, beside the database: what lies there tells a database that was cut,
 * replaced by an older copy, or robbed of its write-ahead log, from one that never got further. Written without a sync
 * after each commit, it never claims more than was durable, and less only if the machine lost its power.
 *
 * <p>Each lane has a slot of two numbers that are the same; if one was damaged, or written alone, the smaller one holds.
 * Safe for any thread.
 */
final class Watermark implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watermark.class);
    private static final int SLOT = 16;
    private static final int LANES = 256;
    private static final int BATCH_BITS = 43;

    private final Path file;
    private FileChannel slots;
    private boolean complained;

    Watermark(Path file) throws IOException {
        this.file = file;
        this.slots = open();
        try {
            // All of it now: from here on it needs no space.
            int size = (int) Math.min(LANES * SLOT, slots.size());
            slots.write(ByteBuffer.allocate(LANES * SLOT - size), size);
        } catch (IOException failure) {
            slots.close();
            throw failure;
        }
    }

    /** Whether there is one that knows of a lane; changes nothing. */
    static boolean saysAnything(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        for (byte one : Files.readAllBytes(file)) {
            if (one != 0) {
                return true;
            }
        }
        return false;
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static long position(long epoch, long batches) {
        return (epoch << BATCH_BITS) | batches;
    }

    /** @return 0 if nothing is known of the lane */
    private synchronized long claimed(int lane) throws IOException {
        ByteBuffer numbers = ByteBuffer.allocate(SLOT);
        slots.read(numbers, (long) lane * SLOT);
        return Math.max(0, Math.min(numbers.getLong(0), numbers.getLong(Long.BYTES)));
    }

    boolean claimsAnything() throws IOException {
        for (int lane = 0; lane < LANES; lane++) {
            if (claimed(lane) > 0) {
                return true;
            }
        }
        return false;
    }

    /** The batch is durable. If that cannot be noted, a later damage may go unnoticed, and no more than that. */
    synchronized void acknowledged(int lane, int epoch, long batches) {
        long position = position(epoch, batches);
        try {
            if (!slots.isOpen()) { // An interrupt of the thread that writes closes it.
                slots = open();
            }
            slots.write(
                    ByteBuffer.allocate(SLOT)
                            .putLong(position)
                            .putLong(position)
                            .flip(),
                    (long) lane * SLOT);
            complained = false;
        } catch (IOException failure) {
            if (!complained) {
                LOG.warn(
                        "{} cannot be written, so that a database that is cut later may go unnoticed: {}",
                        file,
                        failure);
            }
            complained = true;
        }
    }

    /**
     * @param epoch where the database says that the lane is; 0 if it does not know the lane
     * @throws LogFailure if the lane has been further
     */
    void check(String database, int lane, long epoch, long batches) throws LogFailure {
        long claimed;
        try {
            claimed = claimed(lane);
        } catch (IOException failure) {
            throw new LogFailure(file + " cannot be read: " + failure, failure);
        }
        if (position(epoch, batches) < claimed) {
            long last = claimed & ((1L << BATCH_BITS) - 1);
            throw new LogFailure("the log " + database + " has lost acknowledged transactions: lane " + lane
                    + " stands at epoch " + epoch + ", batch " + batches + ", but batch " + last + " of epoch "
                    + (claimed >>> BATCH_BITS) + " was acknowledged. The file or its -wal was cut, damaged, removed, or"
                    + " replaced by an older copy - nothing was changed; put the newest files back. If that older"
                    + " copy is all there is, delete " + file + ": what came after it is then forgotten");
        }
    }

    @Override
    public synchronized void close() {
        try {
            slots.close();
        } catch (IOException notWritten) {
            // Nothing is buffered: what was written is with the operating system.
        }
    }
}
