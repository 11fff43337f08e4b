// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo;

import java.util.Map;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.MetricsConfig;
import org.apache.dubbo.config.RegistryConfig;
import org.apache.dubbo.rpc.model.ApplicationModel;
import org.apache.dubbo.rpc.model.FrameworkModel;

/**
 * This coordinator as an application of Dubbo: one for all that it serves and calls, and nothing of it shared with others in
 * the same process. It comes to life when it is first asked for. Safe for any thread.
 */
public final class DubboApplication implements AutoCloseable {
    private FrameworkModel framework;
    private ApplicationModel application;
    private boolean closed;

    /** @throws IllegalStateException if it was closed */
    public synchronized ApplicationModel model() {
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

    @Override
    public synchronized void close() {
        closed = true;
        if (framework != null) {
            framework.destroy();
        }
    }
}
