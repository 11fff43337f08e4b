// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three lives on one log are recorded, call by call: one that is killed, one that recovers and ends in order, one that is
 * killed again. Then the machine loses its power, or the process its life, between any two of those calls and in the middle
 * of any write, and the files that are left are opened.
 */
class CrashPointsIT {
    @TempDir
    Path directory;

    @BeforeEach
    void needsStrace() throws Exception {
        Recording.assumePossible();
    }

    private Recording recorded(int turns) throws Exception {
        Recording recording = new Recording(directory);
        assertThat(recording.live(new ChildLife(1, turns, 3 * turns))).isEqualTo(Life.KILLED);
        assertThat(recording.live(new ChildLife(2, turns, 0))).isZero();
        assertThat(recording.live(new ChildLife(3, turns, 3 * turns))).isEqualTo(Life.KILLED);
        return recording;
    }

    @Test
    void whateverCallIsTheLastOneNothingThatWasPromisedIsLost() throws Exception {
        Effort effort = Effort.given();
        Recording recording = recorded(effort.turns());
        long changes =
                recording.ops().stream().filter(CrashPointsIT::changesFiles).count();
        long every = Math.max(1, 2 * changes / effort.images());
        System.out.println(recording.ops().size() + " calls recorded, " + changes + " of them change files");
        try (Images images = new Images()) {
            long startedNanos = System.nanoTime();
            crashAt(recording, every, effort.seed(), images);
            System.out.printf(
                    "%,d images opened in %,d ms%n", images.opened(), (System.nanoTime() - startedNanos) / 1_000_000);
            assertThat(images.opened()).isGreaterThan(80);
        }
    }

    private static void crashAt(Recording recording, long every, long seed, Images images) throws Exception {
        Random random = new Random(seed);
        Disk disk = new Disk(seed);
        Judge judge = new Judge();
        int number = 0;
        for (Op op : recording.ops()) {
            number++;
            if (changesFiles(op) && random.nextInt((int) every) == 0) {
                crash(disk, op, judge, random, images, number);
            }
            disk.apply(op);
            if (op instanceof Op.Line line) {
                judge.read(line.text());
            }
        }
    }

    /** Just before the call: everything was promised that ever was before it. */
    private static void crash(Disk disk, Op op, Judge judge, Random random, Images images, int number)
            throws Exception {
        long chances = random.nextLong();
        for (boolean powerLoss : new boolean[] {false, true}) {
            Path image = images.fresh();
            if (powerLoss) {
                disk.afterPowerLoss(image, new Random(chances));
            } else {
                disk.afterKill(image);
            }
            try {
                images.live(judge.fork(), chances);
            } catch (Exception | AssertionError broken) {
                throw new AssertionError(
                        (powerLoss ? "power lost" : "killed") + " before call " + number + ", " + op.getClass(),
                        broken);
            }
        }
    }

    private static boolean changesFiles(Op op) {
        return !(op instanceof Op.Line);
    }

    @Test
    void aDiskThatForgetsItsSyncsIsSeen() throws Exception {
        Recording recording = new Recording(directory);
        assertThat(recording.live(new ChildLife(1, 60, 0))).isZero();
        recording
                .ops()
                .removeIf(op -> (op instanceof Op.Sync sync && sync.file().endsWith("-wal"))
                        || (op instanceof Op.SyncBegins begins && begins.file().endsWith("-wal")));
        try (Images images = new Images()) {
            assertThatThrownBy(() -> crashAt(recording, 10, 1, images))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("power lost");
        }
    }
}
