// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.dubbo.common.URL;
import org.apache.dubbo.common.threadpool.ThreadPool;
import org.apache.dubbo.rpc.model.FrameworkModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InPlaceTest {
    private final FrameworkModel framework = new FrameworkModel();

    @AfterEach
    void close() {
        framework.destroy();
    }

    private ExecutorService byName() {
        ThreadPool pool = framework.getExtensionLoader(ThreadPool.class).getAdaptiveExtension();
        return (ExecutorService) pool.getExecutor(URL.valueOf("tri://127.0.0.1:1?threadpool=" + InPlace.NAME));
    }

    @Test
    void dubboFindsItByNameAndItRunsOnTheCallersThread() {
        AtomicReference<Thread> ran = new AtomicReference<>();
        byName().execute(() -> ran.set(Thread.currentThread()));
        assertThat(ran.get()).isSameAs(Thread.currentThread());
    }

    @Test
    void eachOfDubbosApplicationsEndsItsOwn() {
        ExecutorService ended = byName();
        ended.shutdown();
        assertThat(ended.isShutdown()).isTrue();
        assertThat(byName().isShutdown()).isFalse();
    }
}
