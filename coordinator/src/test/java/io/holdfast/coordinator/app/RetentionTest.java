// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.coordinator.log.JdbcTransactionLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    @Test
    void theLogIsLeftAloneFromTheEndOfCloseOn(@TempDir Path directory) throws Exception {
        CountDownLatch atIt = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        try (JdbcTransactionLog log =
                JdbcTransactionLog.embedded(directory.resolve("log.db"), "test", System::currentTimeMillis)) {
            Retention retention = new Retention(
                    log,
                    () -> {
                        atIt.countDown();
                        await(mayGoOn);
                        return List.of(0);
                    },
                    Duration.ofDays(1),
                    System::currentTimeMillis);
            retention.start();
            assertThat(atIt.await(10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(retention::close);
            assertThatThrownBy(() -> closing.get(200, TimeUnit.MILLISECONDS))
                    .as("close waits for what is under way")
                    .isInstanceOf(TimeoutException.class);
            mayGoOn.countDown();
            closing.get(4, TimeUnit.SECONDS);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
