// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.nacos;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import com.alibaba.nacos.api.config.ConfigFactory;
import com.alibaba.nacos.api.config.ConfigService;
import com.alibaba.nacos.api.exception.NacosException;
import io.holdfast.nacos.NacosServer;

/** Documents of the group in which they are looked for if nothing else is said. */
public final class Documents {
    private static final String GROUP = "SEATA_GROUP";

    private Documents() {}

    /** Everybody can read it when this returns. */
    public static void publish(NacosServer nacos, String dataId, String text) throws NacosException {
        ConfigService config = ConfigFactory.createConfigService(nacos.address());
        try {
            if (!config.publishConfig(dataId, GROUP, text)) {
                throw new IllegalStateException("Nacos does not take " + dataId);
            }
            await().atMost(20, SECONDS).until(() -> text.equals(config.getConfig(dataId, GROUP, 3000)));
        } finally {
            config.shutDown();
        }
    }
}
