// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A directory as the operating system shows it, and what of it is on the disk: written sectors reach the disk at a sync,
 * or earlier, or never; a file's name does so when its directory is synced, or earlier. A sync that fails leaves the pages
 * that it did not write clean, as Linux does: a later sync does not write them either, unless they are written anew.
 */
final class Disk {
    private static final int SECTOR = 512;
    private static final int PAGE = 4096;

    private static final class File {
        byte[] shown = new byte[0];
        int shownSize;
        byte[] onDisk = new byte[0];
        int sizeOnDisk;
        final BitSet dirty = new BitSet();
        BitSet beingSynced = new BitSet();
        byte[] toBe = onDisk;

        void write(int offset, byte[] bytes) {
            int end = offset + bytes.length;
            if (end > shown.length) {
                shown = Arrays.copyOf(shown, Math.max(end, 2 * shown.length));
            }
            System.arraycopy(bytes, 0, shown, offset, bytes.length);
            shownSize = Math.max(shownSize, end);
            dirty.set(offset / PAGE * (PAGE / SECTOR), (end + PAGE - 1) / PAGE * (PAGE / SECTOR));
        }

        void truncate(int size) {
            shown = Arrays.copyOf(shown, size);
            shownSize = size;
            dirty.clear((size + SECTOR - 1) / SECTOR, Integer.MAX_VALUE);
        }

        void beginSync() {
            dirty.or(beingSynced); // Its process was killed before that sync was over.
            beingSynced = (BitSet) dirty.clone();
            toBe = withSectors(dirty, shownSize);
            dirty.clear();
        }

        /** @param written which of the sectors that were dirty when it began */
        void endSync(BitSet written) {
            onDisk = written.equals(beingSynced) ? toBe : mixed(written);
            sizeOnDisk = toBe.length;
            beingSynced.clear();
        }

        private byte[] mixed(BitSet written) {
            byte[] mixed = Arrays.copyOf(Arrays.copyOf(onDisk, Math.min(sizeOnDisk, toBe.length)), toBe.length);
            for (int i = written.nextSetBit(0); i >= 0 && i * SECTOR < toBe.length; i = written.nextSetBit(i + 1)) {
                int end = Math.min((i + 1) * SECTOR, toBe.length);
                System.arraycopy(toBe, i * SECTOR, mixed, i * SECTOR, end - i * SECTOR);
            }
            return mixed;
        }

        byte[] withSectors(BitSet sectors, int size) {
            byte[] bytes = Arrays.copyOf(Arrays.copyOf(onDisk, Math.min(sizeOnDisk, size)), size);
            for (int i = sectors.nextSetBit(0); i >= 0 && i * SECTOR < size; i = sectors.nextSetBit(i + 1)) {
                int end = Math.min(Math.min((i + 1) * SECTOR, size), shownSize);
                if (end > i * SECTOR) {
                    System.arraycopy(shown, i * SECTOR, bytes, i * SECTOR, end - i * SECTOR);
                }
            }
            return bytes;
        }

        byte[] afterPowerLoss(Random random) {
            int size = random.nextBoolean() ? shownSize : sizeOnDisk;
            BitSet unsynced = (BitSet) dirty.clone();
            unsynced.or(beingSynced);
            return withSectors(some(unsynced, random), size);
        }
    }

    private final Map<String, File> shown = new TreeMap<>();
    private final Map<String, File> onDisk = new TreeMap<>();
    private final Random random;

    /** @param seed decides what of an unsynced write is on the disk early, and what a failed sync has written */
    Disk(long seed) {
        this.random = new Random(seed);
    }

    private static BitSet some(BitSet sectors, Random random) {
        BitSet some = (BitSet) sectors.clone();
        int keep = random.nextInt(5);
        for (int i = some.nextSetBit(0); i >= 0; i = some.nextSetBit(i + 1)) {
            if (random.nextInt(4) >= keep) {
                some.clear(i);
            }
        }
        return some;
    }

    void apply(Op op) {
        if (op instanceof Op.Create create) {
            file(create.file());
        } else if (op instanceof Op.Write write) {
            file(write.file()).write(write.offset(), write.bytes());
        } else if (op instanceof Op.Truncate truncate) {
            file(truncate.file()).truncate(truncate.size());
        } else if (op instanceof Op.SyncBegins begins) {
            file(begins.file()).beginSync();
        } else if (op instanceof Op.Sync sync) {
            File file = file(sync.file());
            file.endSync(sync.succeeded() ? file.beingSynced : some(file.beingSynced, random));
        } else if (op instanceof Op.SyncDirectory) {
            onDisk.clear();
            onDisk.putAll(shown);
        } else if (op instanceof Op.Unlink unlink) {
            shown.remove(unlink.file());
        }
    }

    private File file(String name) {
        return shown.computeIfAbsent(name, absent -> new File());
    }

    /** What a process finds that is started after its predecessor was killed. */
    void afterKill(Path directory) throws IOException {
        for (Map.Entry<String, File> one : shown.entrySet()) {
            File file = one.getValue();
            Files.write(directory.resolve(one.getKey()), Arrays.copyOf(file.shown, file.shownSize));
        }
    }

    /** What it may find if the machine lost its power. */
    void afterPowerLoss(Path directory, Random chances) throws IOException {
        Set<String> names = new TreeSet<>(shown.keySet());
        names.addAll(onDisk.keySet());
        for (String name : names) {
            File file = chances.nextBoolean() ? shown.get(name) : onDisk.get(name);
            if (file != null) {
                Files.write(directory.resolve(name), file.afterPowerLoss(chances));
            }
        }
    }
}
