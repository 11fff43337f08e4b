// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.nacos;

import com.alibaba.nacos.api.exception.NacosException;
import com.alibaba.nacos.api.naming.NamingFactory;
import com.alibaba.nacos.api.naming.NamingService;
import io.holdfast.coordinator.port.Checkup.Finding;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Looks whether a Nacos answers, and which coordinators clients find there. Enters nothing. Stateless. */
public final class RegistryInspection {
    private static final String SUBJECT = "registry";
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final long POLL_NANOS = 50_000_000;

    private RegistryInspection() {}

    /**
     * Looks, for some seconds if nobody answers.
     *
     * @param expected {@code ip:port} that should be there; null if none has to
     */
    public static Finding of(RegistrySettings settings, String expected) {
        try {
            NamingService nacos =
                    NamingFactory.createNamingService(settings.access().toProperties());
            try {
                return ask(nacos, settings, expected);
            } finally {
                nacos.shutDown();
            }
        } catch (NacosException failure) {
            return Finding.fail(
                    SUBJECT,
                    "Nacos (" + settings.access() + ") refuses: " + failure.getErrMsg(),
                    "check holdfast.registry.username, .password and .namespace");
        }
    }

    private static Finding ask(NamingService nacos, RegistrySettings settings, String expected) throws NacosException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!nacos.getServerStatus().equals("UP")) {
            if (System.nanoTime() > end) {
                return Finding.fail(
                        SUBJECT,
                        "Nacos (" + settings.access() + ") does not answer",
                        "see whether it runs, and can be reached from here at its port and at the one 1000 above");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        List<String> entries =
                nacos.getAllInstances(settings.service(), settings.group(), List.of(settings.cluster()), false).stream()
                        .map(entry -> entry.getIp() + ':' + entry.getPort())
                        .sorted()
                        .toList();
        String seen = "Nacos (" + settings.access() + ") lists "
                + (entries.isEmpty() ? "no coordinator" : String.join(", ", entries)) + " as " + settings.service()
                + " of group " + settings.group() + ", cluster " + settings.cluster();
        if (expected == null || entries.contains(expected)) {
            return Finding.ok(SUBJECT, seen);
        }
        return Finding.fail(
                SUBJECT,
                seen + ", and not " + expected + ", which runs",
                "see what its log says of Nacos; it goes on trying");
    }
}
