// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Lets the fuzzer run in a process of its own, from the seeds and from what earlier runs have learnt: see the profile
 * {@code fuzz} and docs/fuzzing.md.
 */
class FuzzRun {
    private static final Path DIRECTORY = Path.of("target", "fuzz").toAbsolutePath();

    @Test
    void run() throws IOException, InterruptedException {
        Files.createDirectories(DIRECTORY.resolve("corpus"));
        Path seeds = Files.createDirectories(DIRECTORY.resolve("seeds"));
        for (Map.Entry<String, byte[]> seed : WireFuzz.seeds().entrySet()) {
            Files.write(seeds.resolve(seed.getKey()), seed.getValue());
        }
        Process fuzzer = new ProcessBuilder(command(Integer.getInteger("seconds", 60)))
                .directory(DIRECTORY.toFile())
                .inheritIO()
                .start();
        try {
            assertThat(fuzzer.waitFor())
                    .as("the fuzzer's exit code; its finding is beside its corpus in " + DIRECTORY)
                    .isZero();
        } finally {
            fuzzer.destroy();
        }
    }

    private static List<String> command(int seconds) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + WireFuzz.class.getName(),
                // The program and the decoder that it rests on guide the search; the tests' own code would mislead it.
                "--instrumentation_includes=io.holdfast.coordinator.seata.**:io.holdfast.coordinator.model.**:io.netty.handler.codec.ByteToMessageDecoder**:io.netty.handler.codec.LengthFieldBasedFrameDecoder",
                "--instrumentation_excludes=" + ownClasses(),
                // Meant for other kinds of bugs, and one of them trips over Netty's queues.
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer"
                        + ":com.code_intelligence.jazzer.sanitizers.RegexInjection",
                "--reproducer_path=" + DIRECTORY,
                "-artifact_prefix=" + DIRECTORY + "/",
                "-max_total_time=" + seconds,
                "-max_len=4096",
                "-timeout=60",
                "-rss_limit_mb=3072",
                "-print_final_stats=1",
                DIRECTORY.resolve("corpus").toString(),
                DIRECTORY.resolve("seeds").toString());
    }

    private static String ownClasses() {
        return String.join(
                ":",
                WireFuzz.class.getName(),
                WireJudge.class.getName() + "**",
                WireSeeds.class.getName(),
                LoneConnection.class.getName() + "**",
                HeapAllocator.class.getName() + "**",
                Mutation.class.getName() + "**",
                StockFrame.class.getName());
    }
}
