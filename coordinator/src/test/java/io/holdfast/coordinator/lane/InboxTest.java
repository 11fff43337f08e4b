// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InboxTest {
    @Test
    void givesItemsInTheirOrderAndSaysWhenItIsFull() {
        Inbox<Integer> inbox = new Inbox<>(4);
        int taken = 0;
        while (inbox.offer(taken)) {
            taken++;
        }
        assertThat(taken).isEqualTo(4);
        List<Integer> items = new ArrayList<>();
        inbox.drain(items::add);
        assertThat(items).containsExactly(0, 1, 2, 3);
        assertThat(inbox.isEmpty()).isTrue();
        assertThat(inbox.poll()).isNull();
        assertThat(inbox.offer(4)).isTrue();
    }

    @Test
    void awaitReturnsAtOnceIfThereIsSomethingOrNoTime() {
        Inbox<Integer> inbox = new Inbox<>(4);
        inbox.ownedByThisThread();
        long startNanos = System.nanoTime();
        inbox.await(0);
        inbox.await(-5);
        inbox.wake();
        inbox.await(3_600_000);
        inbox.offer(1);
        inbox.await(3_600_000);
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void noWakeUpIsLost() throws InterruptedException {
        Inbox<Long> inbox = new Inbox<>(4);
        AtomicLong seen = new AtomicLong(-1);
        long rounds = 20_000;
        Thread owner = new Thread(() -> {
            inbox.ownedByThisThread();
            while (seen.get() < rounds - 1) {
                Long item = inbox.poll();
                if (item != null) {
                    seen.set(item);
                } else {
                    inbox.await(3_600_000);
                }
            }
        });
        owner.start();
        for (long round = 0; round < rounds; round++) {
            assertThat(inbox.offer(round)).isTrue();
            long startNanos = System.nanoTime();
            while (seen.get() < round) {
                assertThat(System.nanoTime() - startNanos)
                        .as("waiting for round %d", round)
                        .isLessThan(30_000_000_000L);
                Thread.onSpinWait();
            }
        }
        owner.join(20_000);
        assertThat(owner.isAlive()).isFalse();
    }
}
