// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.nacos;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import com.alibaba.nacos.api.exception.NacosException;
import com.alibaba.nacos.api.naming.NamingFactory;
import com.alibaba.nacos.api.naming.NamingService;
import io.holdfast.nacos.NacosServer;
import java.util.Arrays;
import java.util.List;

/** Which coordinators a Nacos lists, where the stock client looks by default. */
public final class Listing implements AutoCloseable {
    private final NamingService nacos;

    private final String service;

    public Listing(NacosServer server, String service) throws NacosException {
        this.service = service;
        nacos = NamingFactory.createNamingService(server.address());
    }

    /** {@code host:port} of each, in order. */
    public List<String> addresses() {
        try {
            return nacos.selectInstances(service, "SEATA_GROUP", List.of("default"), true, false).stream()
                    .map(instance -> instance.getIp() + ':' + instance.getPort())
                    .sorted()
                    .toList();
        } catch (NacosException unknown) {
            return List.of("unknown: " + unknown.getErrMsg());
        }
    }

    public void awaitExactly(String... addresses) {
        List<String> wanted = Arrays.stream(addresses).sorted().toList();
        await("Nacos lists " + wanted).atMost(30, SECONDS).until(this::addresses, wanted::equals);
    }

    @Override
    public void close() throws NacosException {
        nacos.shutDown();
    }
}
