// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.port.CallFigures;
import io.holdfast.coordinator.port.ParticipantsSeen.Breaker;
import io.holdfast.coordinator.port.ParticipantsSeen.Kind;
import io.holdfast.coordinator.port.ParticipantsSeen.Participant;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParticipantMetersTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final List<Participant> seen = new ArrayList<>();
    private long nanos;
    private final ParticipantMeters meters = new ParticipantMeters(registry, () -> List.copyOf(seen), () -> nanos);

    private void round(Participant... now) {
        seen.clear();
        seen.addAll(List.of(now));
        meters.round();
    }

    private static Participant http(String name, long calls, long failures) {
        CallFigures figures = new CallFigures(calls, failures, 10.0 * calls, 1, 1, 2_000, 3_000);
        return new Participant(Kind.HTTP, name, null, false, List.of(), figures, 4, 5, Breaker.OPEN);
    }

    private double calls(String participant, String result) {
        return registry.get("holdfast.calls")
                .tags("participant", participant, "result", result)
                .functionCounter()
                .count();
    }

    private double gauge(String name, String participant) {
        return registry.get(name).tag("participant", participant).gauge().value();
    }

    @Test
    void figuresOfAParticipantAreShown() {
        round(http("a", 7, 2));
        assertThat(calls("a", "done")).isEqualTo(5);
        assertThat(calls("a", "failed")).isEqualTo(2);
        assertThat(registry.get("holdfast.calls.duration")
                        .tag("participant", "a")
                        .functionTimer()
                        .totalTime(java.util.concurrent.TimeUnit.MILLISECONDS))
                .isEqualTo(70);
        assertThat(gauge("holdfast.calls.p99", "a")).isEqualTo(3);
        assertThat(gauge("holdfast.calls.waiting", "a")).isEqualTo(4);
        assertThat(gauge("holdfast.calls.underway", "a")).isEqualTo(5);
        assertThat(gauge("holdfast.calls.breaker", "a")).isEqualTo(2);
        assertThat(registry.get("holdfast.calls").tag("phase", "second").functionCounters())
                .hasSize(2);
    }

    @Test
    void countersOnlyGrowAlsoWhenAParticipantIsForgottenAndComesBack() {
        round(http("a", 7, 2));
        round(http("a", 9, 2));
        assertThat(calls("a", "done")).isEqualTo(7);
        round();
        assertThat(calls("a", "done")).isEqualTo(7);
        assertThat(gauge("holdfast.calls.waiting", "a")).isZero();
        round(http("a", 1, 1));
        assertThat(calls("a", "done")).isEqualTo(7);
        assertThat(calls("a", "failed")).isEqualTo(3);
    }

    @Test
    void namesAreLimitedAndAllOthersAreOne() {
        List<Participant> many = new ArrayList<>();
        for (int i = 0; i < ParticipantMeters.MOST_NAMES + 20; i++) {
            many.add(http("p" + i, 3, 1));
        }
        round(many.toArray(Participant[]::new));
        round(many.toArray(Participant[]::new));
        assertThat(registry.get("holdfast.calls.waiting").gauges()).hasSize(ParticipantMeters.MOST_NAMES + 1);
        assertThat(calls("other", "failed")).isEqualTo(20);
        assertThat(gauge("holdfast.calls.waiting", "other")).isEqualTo(80);
    }

    @Test
    void nameThatWasNotSeenForAnHourMakesRoom() {
        round(http("a", 7, 2));
        nanos = ParticipantMeters.FORGOTTEN_NANOS + 1;
        round(http("b", 1, 0));
        assertThat(registry.find("holdfast.calls").tag("participant", "a").functionCounters())
                .isEmpty();
        assertThat(registry.getMeters().stream().map(Meter::getId))
                .as("all of them")
                .allMatch(id -> "b".equals(id.getTag("participant")));
    }
}
