// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.nacos.Registration;
import io.holdfast.coordinator.nacos.RegistrySettings;
import io.holdfast.coordinator.port.Checkup.Finding;
import io.holdfast.coordinator.port.Checkup.Grade;
import io.holdfast.coordinator.seata.AddressProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells clients by a registry where this coordinator is, once that is known to be true: an address that is wrong there sends
 * all of them astray.
 */
final class Announcement {
    private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);

    private final RegistrySettings settings;
    private final String host;
    private final AddressProbe probe;
    private Registration registration;

    /** @param host what clients are to connect to */
    Announcement(RegistrySettings settings, String host, AddressProbe probe) {
        this.settings = settings;
        this.host = host;
        this.probe = probe;
    }

    /**
     * To be called when the port is listened on.
     *
     * @param ready whether requests would be served; clients hear nothing before
     * @throws IOException if the address cannot be right; the message names the cure
     */
    void start(int port, BooleanSupplier ready) throws IOException {
        if (settings.url() == null) {
            return;
        }
        for (Finding one : new AdvertisedAddress(host, port, settings, probe::look).judge()) {
            if (one.grade() == Grade.FAIL) {
                throw new IOException(one.cause() + ": " + one.cure());
            }
            if (one.grade() == Grade.WARN) {
                LOG.warn("{} - {}", one.cause(), one.cure());
            }
        }
        registration = new Registration(settings, InetAddress.getByName(host).getHostAddress(), port, ready);
        registration.start();
    }

    /** Clients are told to go elsewhere. They must be served as before until this returns. */
    void leave() {
        if (registration != null) {
            registration.leave();
        }
    }
}
