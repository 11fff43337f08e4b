// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bench.load.PartsProtocol;
import io.holdfast.bench.terminal.UsageException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BenchmarkOptionsTest {
    private static BenchmarkOptions parse(String... arguments) throws UsageException {
        return BenchmarkOptions.parse(List.of(arguments));
    }

    @Test
    void withoutArgumentsEverythingIsMeasured() throws UsageException {
        BenchmarkOptions options = parse("--home", "/repository");
        assertThat(options.task().kind()).isEqualTo(BenchmarkOptions.Task.Kind.FULL);
        assertThat(options.stores()).isEqualTo(BenchmarkOptions.Stores.ALL);
        assertThat(options.directory()).isEqualTo(Path.of("/repository/.benchmark"));
        assertThat(options.publish()).isFalse();
    }

    @Test
    void aBurdenHasItsAmountAndLargeOnesMayBeWrittenInGroups() throws UsageException {
        assertThat(parse("--history=5_000_000").task())
                .isEqualTo(new BenchmarkOptions.Task(BenchmarkOptions.Task.Kind.HISTORY, 5_000_000));
    }

    @Test
    void theWaysAndAHungParticipantTakeRoundsAndSeconds() throws UsageException {
        BenchmarkOptions options = parse("--ways", "--rounds=5", "--seconds", "2");
        assertThat(options.task()).isEqualTo(new BenchmarkOptions.Task(BenchmarkOptions.Task.Kind.WAYS, 0));
        assertThat(options.rounds()).isEqualTo(5);
        assertThat(options.seconds()).isEqualTo(2);
        assertThat(options.protocol()).isEqualTo(PartsProtocol.TRI);
        assertThat(parse("--ways", "--protocol", "dubbo").protocol()).isEqualTo(PartsProtocol.DUBBO);
        assertThat(parse("--hung").task().kind()).isEqualTo(BenchmarkOptions.Task.Kind.HUNG);
    }

    @Test
    void twoThingsAtATimeAreRefused() {
        assertThatThrownBy(() -> parse("--quick", "--soak", "3"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("at a time");
    }

    @Test
    void wrongValuesAreNamed() {
        assertThatThrownBy(() -> parse("--stores", "paper"))
                .hasMessage("--stores: file, mysql or all expected, got paper");
        assertThatThrownBy(() -> parse("--open", "none")).hasMessageContaining("--open: 'none' is not a whole number");
        assertThatThrownBy(() -> parse("--protocol=http")).hasMessage("--protocol: tri or dubbo expected, got http");
        assertThatThrownBy(() -> parse("--json")).hasMessage("--json needs a value");
        assertThatThrownBy(() -> parse("--fast")).hasMessage("unknown option --fast");
    }
}
