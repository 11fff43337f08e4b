// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.util.HashMap;
import java.util.Map;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.config.RegistryConfig;
import org.apache.dubbo.config.bootstrap.DubboBootstrap;

/** This process as a caller of Dubbo services at known addresses. One in a process; one thread makes references. */
public final class DubboCalls {
    private static final String CONNECT_MILLIS = "30000";

    private final DubboBootstrap dubbo;
    private final int timeoutMillis;

    private DubboCalls(DubboBootstrap dubbo, int timeoutMillis) {
        this.dubbo = dubbo;
        this.timeoutMillis = timeoutMillis;
    }

    /** @param timeoutMillis of every call; none is sent twice */
    public static DubboCalls start(String name, int timeoutMillis) {
        ApplicationConfig application = new ApplicationConfig(name);
        application.setQosEnable(false);
        DubboBootstrap dubbo = DubboBootstrap.getInstance()
                .application(application)
                .registry(new RegistryConfig(RegistryConfig.NO_AVAILABLE))
                .start();
        return new DubboCalls(dubbo, timeoutMillis);
    }

    /**
     * Connects.
     *
     * @param group null if it has none
     * @param url such as {@code tri://2130706433:20881}: where it reads 127.0.0.1, Dubbo dials another address
     */
    public <T> T reference(Class<T> api, String group, String url) {
        ReferenceConfig<T> reference = new ReferenceConfig<>();
        reference.setInterface(api);
        reference.setGroup(group);
        reference.setUrl(url);
        reference.setRetries(0);
        reference.setTimeout(timeoutMillis);
        // Dubbo's own limit is 3 s for the connection and HTTP/2's first frames: too short where all programs just
        // start.
        reference.setParameters(new HashMap<>(Map.of("connect.timeout", CONNECT_MILLIS)));
        dubbo.reference(reference);
        return reference.get();
    }
}
