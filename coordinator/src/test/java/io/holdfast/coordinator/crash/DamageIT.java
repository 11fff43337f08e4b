// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.coordinator.log.JdbcTransactionLog;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files that a killed process and one that ended in order leave, with one of them cut or with one bit of it turned.
 * Either everything that was promised holds, or the start is refused, or the look-up, with words that say where and what to
 * do. Never is anything silently different.
 */
class DamageIT {
    private static final long NOW = 1_700_000_000_000L;

    @TempDir
    Path directory;

    private Judge judge = new Judge();
    private Images images;

    @BeforeEach
    void open() throws IOException {
        images = new Images();
    }

    @AfterEach
    void close() throws IOException {
        images.close();
    }

    /** A file after the other, with its bytes. */
    private static Map<String, byte[]> files(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            Map<String, byte[]> all = new TreeMap<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
            return all;
        }
    }

    private Map<String, byte[]> lived(boolean killed) throws Exception {
        Map<String, byte[]> atTheKill;
        try (TransactionLog log = JdbcTransactionLog.embedded(directory.resolve("holdfast.db"), "node-1", () -> NOW)) {
            try (Script script = new Script(log, new Journal(judge::read, () -> {}), 1, NOW)) {
                script.live(300);
                atTheKill = files(directory);
                if (killed) {
                    judge = judge.fork(); // It must not see what this end still writes: the image has none of that.
                    return atTheKill;
                }
            }
        }
        return files(directory);
    }

    private void put(Map<String, byte[]> files) throws IOException {
        Path image = images.fresh();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(image.resolve(file.getKey()), file.getValue());
        }
    }

    /** What came of damaging a file in many ways: how often everything held, and how often it was refused in which words. */
    private Map<String, Integer> outcomes(
            Map<String, byte[]> files, String name, UnaryOperator<byte[]> damage, int times) throws IOException {
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int i = 0; i < times; i++) {
            put(files);
            Path file = images.log().resolveSibling(name);
            byte[] damaged = damage.apply(files.get(name).clone());
            Files.write(file, damaged);
            String outcome;
            try {
                images.live(judge.fork(), i);
                outcome = "holds";
            } catch (LogFailure refused) {
                assertThat(refused.getMessage())
                        .as("says where, and what to do")
                        .contains(images.log().getParent().toString())
                        .containsAnyOf("restore", "put", "look", "delete", "let ");
                outcome = words(refused.getMessage());
            } catch (RuntimeException | AssertionError broken) {
                throw new AssertionError(
                        name + ", damage " + i + " at " + firstDifference(files.get(name), damaged), broken);
            }
            outcomes.merge(outcome, 1, Integer::sum);
        }
        System.out.println(name + ": "
                + outcomes.entrySet().stream()
                        .map(one -> one.getValue() + " x " + one.getKey())
                        .collect(Collectors.joining("\n    ")));
        return outcomes;
    }

    private String words(String message) {
        String text = message.replace(images.log().getParent().toString(), "").replaceAll("[0-9]+", "#");
        return text.length() > 160 ? text.substring(0, 160) : text;
    }

    private static String firstDifference(byte[] before, byte[] after) {
        int at = Arrays.mismatch(before, after);
        return "byte " + at + " of " + before.length + (after.length < before.length ? " (cut)" : "");
    }

    private static UnaryOperator<byte[]> oneBit(Random random) {
        return bytes -> {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            return bytes;
        };
    }

    private static UnaryOperator<byte[]> cut(Random random) {
        return bytes -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }

    private void damageAll(Map<String, byte[]> files, int times) throws IOException {
        Random random = new Random(Effort.given().seed());
        for (String name : files.keySet()) {
            if (files.get(name).length == 0) {
                continue;
            }
            boolean matters = name.endsWith(".db") || name.endsWith("-wal");
            int few = matters ? times : Math.max(3, times / 10);
            outcomes(files, name, oneBit(random), few);
            outcomes(files, name, cut(random), few);
        }
    }

    @Test
    void damageToWhatAKilledProcessLeftIsNoticedOrHarmless() throws Exception {
        Map<String, byte[]> files = lived(true);
        assertThat(files).containsKeys("holdfast.db", "holdfast.db-wal");
        damageAll(files, Effort.given().images() / 6);
    }

    @Test
    void damageToWhatAnOrderlyEndLeftIsNoticedOrHarmless() throws Exception {
        Map<String, byte[]> files = lived(false);
        assertThat(files).containsKey("holdfast.db").doesNotContainKey("holdfast.db-wal");
        damageAll(files, Effort.given().images() / 6);
    }

    @Test
    void theJudgeSeesWhatIsLostWhereNothingOfTheLogsOwnWouldNotice() throws Exception {
        Map<String, byte[]> files = lived(true);
        files.remove("holdfast.db.mark");
        files.remove("holdfast.db-wal");
        put(files);
        assertThatThrownBy(() -> images.live(judge.fork(), 1)).isInstanceOf(AssertionError.class);
    }
}
