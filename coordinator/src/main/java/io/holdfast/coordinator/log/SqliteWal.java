// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.LogFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SQLite's write-ahead log, as a file. SQLite reads it up to the first frame that is not what was written, and silently
 * forgets all that follows. That is right for a tail that was never synced, and wrong for damage before transactions that
 * were: only so many commits are written before the first of them is synced, so where an unbroken chain of frames goes on
 * beyond as many commits after the damage, acknowledged transactions would be lost, and the start is refused (I17).
 *
 * <p>The format: https://sqlite.org/fileformat2.html#the_write_ahead_log
 */
final class SqliteWal {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteWal.class);
    /** It has a few megabytes, unless somebody else reads the database for a long time. */
    private static final long LARGEST_FILE = 256L << 20;

    private static final int HEADER = 32;
    private static final int FRAME_HEADER = 24;
    private static final int MAGIC = 0x377f0682;
    private static final int SMALLEST_PAGE = 512;
    private static final int LARGEST_PAGE = 65536;

    private final Path file;
    private final int unsyncedCommits;

    /** @param unsyncedCommits how many commits at most may ever have been written and not yet synced, at least 1 */
    SqliteWal(Path file, int unsyncedCommits) {
        this.file = file;
        this.unsyncedCommits = unsyncedCommits;
    }

    /**
     * To be called before SQLite opens the database, which may overwrite or remove what is wrong.
     *
     * @throws LogFailure if acknowledged transactions would be dropped; the file is left as it is
     */
    void check() throws LogFailure {
        try {
            long size = Files.exists(file) ? Files.size(file) : 0;
            if (size > LARGEST_FILE) {
                LOG.warn("the write-ahead log {} has {} bytes, and is not checked for damage", file, size);
            } else if (size > HEADER) {
                check(ByteBuffer.wrap(Files.readAllBytes(file)));
            }
        } catch (IOException failure) {
            throw new LogFailure("the write-ahead log " + file + " cannot be read: " + failure, failure);
        }
    }

    private void check(ByteBuffer bytes) throws LogFailure {
        ByteOrder order = (bytes.getInt(0) & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        int page = bytes.getInt(8);
        boolean possible = (bytes.getInt(0) & ~1) == MAGIC
                && page >= SMALLEST_PAGE
                && page <= LARGEST_PAGE
                && Integer.bitCount(page) == 1;
        long sum = possible ? sum(bytes, 0, HEADER - 8, 0, order) : 0;
        if (!possible || sum != bytes.getLong(HEADER - 8)) {
            throw damaged("its header (the first " + HEADER + " bytes) is not what was written, so that nothing in it"
                    + " can be read");
        }
        int frame = FRAME_HEADER + page;
        int frames = (bytes.capacity() - HEADER) / frame;
        int good = 0;
        while (good < frames && isNext(bytes, HEADER + good * frame, frame, sum, order)) {
            sum = bytes.getLong(HEADER + good * frame + 16);
            good++;
        }
        int lost = framesBeyondWhatMayBeUnsynced(bytes, good, frames, frame, sum, order);
        if (lost > 0) {
            throw damaged("frame " + (good + 1) + " (at byte " + (HEADER + (long) good * frame) + ") is not what was"
                    + " written, and " + lost + " intact frames follow beyond what may not have been synced");
        }
    }

    /** Whether the frame at an offset belongs to this log and follows one with the given checksum. */
    private static boolean isNext(ByteBuffer bytes, int at, int size, long before, ByteOrder order) {
        if (bytes.getLong(at + 8) != bytes.getLong(16)) {
            return false;
        }
        return sumOfFrame(bytes, at, size, before, order) == bytes.getLong(at + 16);
    }

    private static long sumOfFrame(ByteBuffer bytes, int at, int size, long before, ByteOrder order) {
        long sum = sum(bytes, at, 8, before, order);
        return sum(bytes, at + FRAME_HEADER, size - FRAME_HEADER, sum, order);
    }

    /**
     * Looks for frames of which each continues the one before. The one after the bad frame continues it if that was
     * damaged in its content (by the checksum that it has) or in its checksum (by the one that it should have); else it is
     * left over from a commit that failed, in whose place another one was being written. What was never synced ends with
     * the last of so many commits; what goes on beyond it was written after the first of them had been synced.
     *
     * @param sum of the last good frame
     */
    private int framesBeyondWhatMayBeUnsynced(
            ByteBuffer bytes, int bad, int frames, int size, long sum, ByteOrder order) {
        long intended = bad < frames ? sumOfFrame(bytes, HEADER + bad * size, size, sum, order) : 0;
        int commits = 0;
        int beyond = 0;
        for (int i = bad; i < frames; i++) {
            int at = HEADER + i * size;
            boolean ours = bytes.getLong(at + 8) == bytes.getLong(16); // Else it is from before the log began anew.
            boolean chained = i > bad
                    && (isNext(bytes, at, size, bytes.getLong(at - size + 16), order)
                            || (i == bad + 1 && isNext(bytes, at, size, intended, order)));
            if (i > bad && !chained) {
                break;
            }
            beyond += chained && commits >= unsyncedCommits ? 1 : 0;
            commits += ours && bytes.getInt(at + 4) != 0 ? 1 : 0;
        }
        return beyond;
    }

    /** SQLite's checksum: two sums of 32 bits, here as one number, as they stand in the file. */
    private static long sum(ByteBuffer bytes, int from, int length, long before, ByteOrder order) {
        ByteBuffer in = bytes.duplicate().order(order);
        int first = (int) (before >>> 32);
        int second = (int) before;
        for (int at = from; at < from + length; at += 8) {
            first += in.getInt(at) + second;
            second += in.getInt(at + 4) + first;
        }
        return ((long) first << 32) | (second & 0xffff_ffffL);
    }

    private LogFailure damaged(String what) {
        return new LogFailure("the write-ahead log " + file + " is damaged: " + what + ". SQLite would drop"
                + " acknowledged transactions - nothing was changed; restore the directory from a backup, or have"
                + " the file looked at");
    }

    /**
     * Writes the file's bytes anew and syncs them. After a sync that failed, the operating system may show bytes that are
     * not on the disk, and say of a later sync that it succeeded without writing them. Nobody may write meanwhile.
     *
     * @throws IOException if that fails: nothing that was read from the file may be believed
     */
    void writeAnew() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            for (long at = 0; channel.read(buffer, at) > 0; buffer.clear()) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    at += channel.write(buffer, at);
                }
            }
            channel.force(false);
        }
    }
}
