// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.nacos.RegistrySettings;
import io.holdfast.coordinator.port.Checkup.Finding;
import io.holdfast.coordinator.seata.AddressProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Judges whether clients that are told an address arrive at this coordinator. For one thread. */
final class AdvertisedAddress {
    static final String CURE = "let holdfast.seata.advertised-host name this machine as clients reach it";
    private static final String SUBJECT = "address";
    private static final int TIMEOUT_MILLIS = 2000;

    private final String host;
    private final int port;
    private final RegistrySettings registry;
    private final Function<InetSocketAddress, AddressProbe.Finding> probe;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * @param host what clients are told
     * @param registry where they are told; if it has no URL, by their own configuration
     * @param probe finds out where an address leads
     */
    AdvertisedAddress(
            String host, int port, RegistrySettings registry, Function<InetSocketAddress, AddressProbe.Finding> probe) {
        this.host = host;
        this.port = port;
        this.registry = registry;
        this.probe = probe;
    }

    /** At least one; the start of a coordinator with a registry is refused if one of them is a failure. */
    List<Finding> judge() {
        try {
            judge(InetAddress.getByName(host));
        } catch (UnknownHostException unknown) {
            findings.add(Finding.fail(SUBJECT, "Nobody knows the host " + host, CURE));
        }
        return findings;
    }

    /** A probe for a coordinator that runs: it has seen at its start that the address leads to it. */
    static AddressProbe.Finding connects(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, TIMEOUT_MILLIS);
            return AddressProbe.Finding.HERE;
        } catch (IOException nobody) {
            return AddressProbe.Finding.NOWHERE;
        }
    }

    private void judge(InetAddress address) {
        if (address.isLoopbackAddress() && registry.url() == null) {
            findings.add(Finding.ok(SUBJECT, "Only clients on this machine reach " + host + ", which they are told"));
        } else if (address.isLoopbackAddress() && registry.isOnThisMachine()) {
            findings.add(Finding.warn(
                    SUBJECT,
                    "Only clients on this machine reach " + host + ", which they will find in the registry",
                    "for others " + CURE));
        } else if (address.isLoopbackAddress()) {
            findings.add(Finding.fail(
                    SUBJECT,
                    "Clients on other machines would find " + host + " (" + address.getHostAddress()
                            + ") in the registry, and connect to themselves",
                    CURE + ", and holdfast.seata.host be an address that they reach"));
            return;
        }
        switch (probe.apply(new InetSocketAddress(address, port))) {
            case HERE -> findings.add(Finding.ok(SUBJECT, host + ":" + port + " leads here"));
            case ANOTHER_COORDINATOR ->
                findings.add(Finding.fail(
                        SUBJECT,
                        "Clients are told " + host + ":" + port + ", but that leads to another coordinator",
                        CURE));
            case SOMETHING_ELSE -> addDoubt(address, "what takes connections there does not answer as this one does");
            case NOWHERE -> addDoubt(address, "nobody takes connections there");
        }
    }

    /** Whoever sits behind the translation of addresses can often not reach its own outer one. */
    private void addDoubt(InetAddress address, String problem) {
        String cause = "Clients are told " + host + ":" + port + ", but " + problem;
        findings.add(
                leadsHereOrNowhere(address)
                        ? Finding.fail(SUBJECT, cause, CURE)
                        : Finding.warn(
                                SUBJECT,
                                cause,
                                "if they reach this coordinator by it all the same, all is well; else " + CURE));
    }

    /** Nothing translates an address of this machine. */
    private static boolean leadsHereOrNowhere(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException unknown) {
            return false;
        }
    }
}
