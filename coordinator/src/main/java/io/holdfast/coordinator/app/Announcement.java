// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.nacos.Registration;
import io.holdfast.coordinator.nacos.RegistrySettings;
import io.holdfast.coordinator.seata.AddressProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells clients by a registry where this coordinator is, once that is known to be true: an address that is wrong there sends
 * all of them astray.
 */
final class Announcement {
    private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);
    private static final String CURE = ": let holdfast.seata.advertised-host name this machine as clients reach it";

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
        InetAddress address = checked(port);
        registration = new Registration(settings, address.getHostAddress(), port, ready);
        registration.start();
    }

    private InetAddress checked(int port) throws IOException {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new IOException("Nobody knows the host " + host + CURE, unknown);
        }
        if (address.isLoopbackAddress()) {
            if (!settings.isOnThisMachine()) {
                throw new IOException("Clients on other machines would find " + host + " (" + address.getHostAddress()
                        + ") in the registry, and connect to themselves" + CURE + ", and holdfast.seata.host be "
                        + "an address that they reach");
            }
            LOG.warn("Only clients on this machine reach {}, which they will find in the registry", host);
        }
        String problem = problem(new InetSocketAddress(address, port));
        if (problem != null) {
            String message = "Clients would find " + host + ':' + port + " in the registry, but " + problem;
            if (mustBeRight(address)) {
                throw new IOException(message + CURE);
            }
            // Whoever sits behind the translation of addresses can often not reach its own outer one.
            LOG.warn("{}. If they reach this coordinator by it all the same, all is well; else{}", message, CURE);
        }
        return address;
    }

    /** @return null if the address leads here */
    private String problem(InetSocketAddress address) throws IOException {
        return switch (probe.look(address)) {
            case HERE -> null;
            case ANOTHER_COORDINATOR ->
                throw new IOException("Clients would find " + host + ':' + address.getPort()
                        + " in the registry, but that leads to another coordinator" + CURE);
            case SOMETHING_ELSE -> "what takes connections there does not answer as this coordinator does";
            case NOWHERE -> "nobody takes connections there";
        };
    }

    /** An address of this machine leads here or nowhere: nothing translates it. */
    private static boolean mustBeRight(InetAddress address) throws IOException {
        return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    }

    /** Clients are told to go elsewhere. They must be served as before until this returns. */
    void leave() {
        if (registration != null) {
            registration.leave();
        }
    }
}
