// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.port.LogFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Syncs fail under a living lane, as strace makes them, and the lane recovers; then the machine loses its power. As on
 * Linux, what a failed sync has not written is still shown to whoever reads the file, and not written by later syncs.
 */
class FailingSyncIT {
    private static final int TURNS = 150;

    @TempDir
    Path directory;

    @BeforeEach
    void needsStrace() throws Exception {
        Recording.assumePossible();
    }

    /** @param call SQLite syncs with fsync, the log itself with fdatasync; strace counts each for itself */
    private static String failing(String call, String when) {
        return "inject=" + call + ":error=EIO:when=" + when;
    }

    private static long failedSyncs(List<Op> ops) {
        return ops.stream()
                .filter(op -> op instanceof Op.Sync sync && !sync.succeeded())
                .count();
    }

    @Test
    void whatWasPromisedAfterAFailedSyncIsOnTheDisk() throws Exception {
        Effort effort = Effort.given();
        Random random = new Random(effort.seed());
        for (int life = 0; life < Math.max(2, effort.images() / 1_000); life++) {
            Recording recording = new Recording(Files.createDirectory(directory.resolve("life-" + life)));
            // The first syncs create the log; one to three of those that follow fail, so that recovery meets failures
            // too.
            int first = 40 + random.nextInt(80);
            String when = first + ".." + (first + random.nextInt(3));
            // The first one is that of the start, which is refused if it fails.
            String rewriting = failing("fdatasync", life % 2 == 0 ? "1000+" : "2..3");
            int status =
                    recording.live(new ChildLife(life + 1, TURNS, 0), "-e", failing("fsync", when), "-e", rewriting);
            assertThat(status).as("%s: %s", when, recording.output()).isZero();
            assertThat(failedSyncs(recording.ops())).as(when).isPositive();
            crashAfterTheFailure(recording, Math.max(15, effort.images() / 100), random);
        }
    }

    private static void crashAfterTheFailure(Recording recording, int times, Random random) throws Exception {
        Disk disk = new Disk(random.nextLong());
        Judge judge = new Judge();
        boolean failed = false;
        int left = times;
        try (Images images = new Images()) {
            for (Op op : recording.ops()) {
                if (failed && left > 0 && random.nextInt(3) == 0) {
                    left--;
                    long chances = random.nextLong();
                    disk.afterPowerLoss(images.fresh(), new Random(chances));
                    images.live(judge.fork(), chances);
                }
                disk.apply(op);
                failed |= op instanceof Op.Sync sync && !sync.succeeded();
                if (op instanceof Op.Line line) {
                    judge.read(line.text());
                }
            }
            assertThat(images.opened()).isPositive();
        }
    }

    @Test
    void aDiskThatSyncsNoMoreEndsInARefusalAndNothingIsPromised() throws Exception {
        syncsNoMore(Files.createDirectory(directory.resolve("all")), "2+");
        syncsNoMore(Files.createDirectory(directory.resolve("those of SQLite")), "1000+");
    }

    private static void syncsNoMore(Path directory, String rewriting) throws Exception {
        Recording recording = new Recording(directory);
        int status = recording.live(
                new ChildLife(1, TURNS, 0), "-e", failing("fsync", "60+"), "-e", failing("fdatasync", rewriting));
        assertThat(status).isEqualTo(Life.REFUSED);
        assertThat(recording.output()).contains("holdfast.db");
        Disk disk = new Disk(1);
        Judge judge = new Judge();
        for (Op op : recording.ops()) {
            disk.apply(op);
            if (op instanceof Op.Line line) {
                judge.read(line.text());
            }
        }
        try (Images images = new Images()) {
            for (int chances = 0; chances < 20; chances++) {
                disk.afterPowerLoss(images.fresh(), new Random(chances));
                images.live(judge.fork(), chances);
            }
        } catch (LogFailure refused) {
            throw new AssertionError("what was synced before is there", refused);
        }
    }

    @Test
    void slowSyncsChangeNothing() throws Exception {
        Recording recording = new Recording(directory);
        int status =
                recording.live(new ChildLife(1, TURNS / 3, 0), "-e", "inject=fsync,fdatasync:delay_exit=20000:when=1+");
        assertThat(status).as(recording.output()).isZero();
        Judge judge = new Judge();
        for (Op op : recording.ops()) {
            if (op instanceof Op.Line line) {
                judge.read(line.text());
            }
        }
        assertThat(judge.transactions()).isNotEmpty();
    }
}
