// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.TransactionId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimersTest {
    private final Timers timers = new Timers();
    private int count;

    private GlobalTransaction transaction() {
        TransactionId id = TransactionId.of(0, 1, ++count);
        return new GlobalTransaction(new Begun(id, 0, "h:1", new BeginFacts("", "", "", 1)));
    }

    private List<GlobalTransaction> allDueAt(long now) {
        List<GlobalTransaction> due = new ArrayList<>();
        for (GlobalTransaction one = timers.pollDue(now); one != null; one = timers.pollDue(now)) {
            due.add(one);
        }
        return due;
    }

    @Test
    void noTimerFiresEarlyAndNoneLaterThanATick() {
        for (long at : new long[] {0, 1, 15, 16, 17, 31, 32, 33, 1_700_000_000_001L, -1, -16, -17}) {
            GlobalTransaction one = transaction();
            timers.schedule(one, at);
            assertThat(allDueAt(at - 1)).as("one ms before %d", at).isEmpty();
            assertThat(timers.nextDueMillis()).isBetween(at, at + 15);
            assertThat(allDueAt(timers.nextDueMillis())).containsExactly(one);
        }
    }

    @Test
    void dueOnesComeByTimeAndWithinATickInTheOrderOfScheduling() {
        GlobalTransaction late = transaction();
        GlobalTransaction first = transaction();
        GlobalTransaction second = transaction();
        timers.schedule(late, 100);
        timers.schedule(second, 20);
        timers.schedule(first, 19);

        assertThat(allDueAt(1_000)).containsExactly(second, first, late);
    }

    @Test
    void aMovedTimerFiresOnlyAtItsNewTime() {
        GlobalTransaction sooner = transaction();
        GlobalTransaction later = transaction();
        timers.schedule(sooner, 1_000);
        timers.schedule(later, 100);
        timers.schedule(sooner, 50);
        timers.schedule(later, 2_000);

        assertThat(allDueAt(200)).containsExactly(sooner);
        assertThat(allDueAt(1_999)).isEmpty();
        assertThat(allDueAt(2_000)).containsExactly(later);
    }

    @Test
    void aFiredTimerCanBeScheduledForTheSameTimeAgain() {
        GlobalTransaction one = transaction();
        timers.schedule(one, 100);
        assertThat(allDueAt(112)).containsExactly(one);
        timers.schedule(one, 100);
        assertThat(allDueAt(112)).containsExactly(one);
    }

    @Test
    void nothingIsLeftWhenAllAreTakenAway() {
        List<GlobalTransaction> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            GlobalTransaction one = transaction();
            many.add(one);
            timers.schedule(one, i * 7L);
        }
        for (GlobalTransaction one : many) {
            timers.schedule(one, Timers.NONE);
            timers.schedule(one, Timers.NONE);
        }
        assertThat(timers.nextDueMillis()).isEqualTo(Timers.NONE);
        assertThat(timers.pollDue(Long.MAX_VALUE)).isNull();
    }

    @Test
    void agreesWithASimpleModelOverManyRandomMoves() {
        long seed = 20_260_731;
        Random random = new Random(seed);
        List<GlobalTransaction> all = new ArrayList<>();
        Map<GlobalTransaction, Long> expected = new LinkedHashMap<>();
        long now = 0;
        for (int i = 0; i < 20_000; i++) {
            if (all.size() < 200) {
                all.add(transaction());
            }
            GlobalTransaction one = all.get(random.nextInt(all.size()));
            long at = random.nextInt(10) == 0 ? Timers.NONE : now + random.nextInt(2_000);
            timers.schedule(one, at);
            expected.remove(one);
            if (at != Timers.NONE) {
                expected.put(one, at);
            }
            now += random.nextInt(20);
            for (GlobalTransaction due : allDueAt(now)) {
                assertThat(expected.remove(due)).as("seed %d, step %d", seed, i).isLessThanOrEqualTo(now);
            }
            if (!expected.isEmpty()) {
                assertThat(Collections.min(expected.values()))
                        .as("seed %d, step %d: overdue", seed, i)
                        .isGreaterThan(now - 16);
            }
        }
    }
}
