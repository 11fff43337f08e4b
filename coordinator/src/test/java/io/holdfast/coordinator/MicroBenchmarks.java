// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Times and allocation of the parts that every transaction goes through: see the profile {@code jmh}. */
class MicroBenchmarks {
    /** Runs those whose names hold the system property {@code jmh}; figures also go to target/jmh.json. */
    @Test
    void run() throws RunnerException {
        var results = new Runner(new OptionsBuilder()
                        .include(System.getProperty("jmh", "Benchmark"))
                        .forks(1)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(2))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(2))
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true)
                        .resultFormat(ResultFormatType.JSON)
                        .result(Path.of("target", "jmh.json").toString())
                        .build())
                .run();
        assertThat(results).isNotEmpty();
    }
}
