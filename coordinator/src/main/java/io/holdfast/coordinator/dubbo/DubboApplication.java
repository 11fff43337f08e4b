// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.MetricsConfig;
import org.apache.dubbo.config.RegistryConfig;
import org.apache.dubbo.rpc.model.ApplicationModel;
import org.apache.dubbo.rpc.model.FrameworkModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This coordinator as an application of Dubbo: one for all that it serves and calls, and nothing of it shared with others in
 * the same process. It comes to life when it is first asked for. Safe for any thread.
 */
public final class DubboApplication implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DubboApplication.class);

    /** Longer than connections are waited for. */
    private static final long CLOSE_SECONDS = 10;

    /** Shared by those who make and destroy services and references, and not with the end: Dubbo's locks would meet. */
    private final ReentrantReadWriteLock changes = new ReentrantReadWriteLock(true);

    private FrameworkModel framework;
    private ApplicationModel application;
    private volatile boolean closed;

    /** While it is held, Dubbo does not end. To be closed soon, by the thread that has taken it. */
    public interface Change extends AutoCloseable {
        ApplicationModel model();

        @Override
        void close();
    }

    /**
     * Everything that creates or destroys something of Dubbo's goes on under a change of its own.
     *
     * @throws IllegalStateException if it was closed
     */
    public Change change() {
        changes.readLock().lock();
        try {
            ApplicationModel model = model();
            return new Change() {
                @Override
                public ApplicationModel model() {
                    return model;
                }

                @Override
                public void close() {
                    changes.readLock().unlock();
                }
            };
        } catch (RuntimeException | Error failure) {
            changes.readLock().unlock();
            throw failure;
        }
    }

    private synchronized ApplicationModel model() {
        if (closed) {
            throw new IllegalStateException("the coordinator is shutting down");
        }
        if (application == null) {
            framework = new FrameworkModel();
            application = framework.newApplication();
            application
                    .modelEnvironment()
                    .updateAppConfigMap(Map.of(
                            // The coordinator stops Dubbo itself, after its lanes, when nobody waits for answers.
                            "dubbo.shutdownHook.listenIgnore", "true",
                            "dubbo.service.shutdown.wait", "200"));
            ApplicationConfig named = new ApplicationConfig(application, "holdfast-coordinator");
            named.setQosEnable(false);
            named.setEnableFileCache(false);
            named.setRegisterMode("interface"); // the other one opens a port of its own, for everybody
            application.getApplicationConfigManager().setApplication(named);
            MetricsConfig metrics = new MetricsConfig(application);
            metrics.setEnableMetricsInit(false);
            metrics.setExportMetricsService(false);
            application.getApplicationConfigManager().setMetrics(metrics);
            application
                    .getApplicationConfigManager()
                    .addRegistry(new RegistryConfig(application, RegistryConfig.NO_AVAILABLE));
        }
        return application;
    }

    /** Ends all that it serves and calls. Waits for changes under way; those that come later fail. */
    @Override
    public void close() {
        closed = true;
        boolean alone = false;
        try {
            alone = changes.writeLock().tryLock(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!alone) {
            LOG.warn("Dubbo is still making a connection; what it holds ends with the process");
            return;
        }
        try {
            destroy();
        } finally {
            changes.writeLock().unlock();
        }
    }

    private synchronized void destroy() {
        if (framework != null) {
            framework.destroy();
        }
    }
}
