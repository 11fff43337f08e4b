// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.log.LogInspection;
import io.holdfast.coordinator.nacos.RegistryInspection;
import io.holdfast.coordinator.nacos.RegistrySettings;
import io.holdfast.coordinator.port.Checkup.Finding;
import io.holdfast.coordinator.port.Checkup.Grade;
import io.holdfast.coordinator.seata.AddressProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.ssl.SslBundles;

/** All that is looked at, before a start and while a coordinator runs. Changes nothing; keeps nothing. Safe for any thread. */
final class Examination {
    private static final Pattern HOST_AND_PORT = Pattern.compile("[a-z0-9-]+://(?:[^@/]*@)?([^:/?,]+):(\\d{1,5})");
    private static final int TIMEOUT_MILLIS = 3000;

    private final HoldfastSettings settings;
    private final HttpPort http;
    private final SslBundles bundles;
    private final LongSupplier clock;

    /** @param clock milliseconds since 1970, as the machine has it */
    Examination(HoldfastSettings settings, HttpPort http, SslBundles bundles, LongSupplier clock) {
        this.settings = settings;
        this.http = http;
        this.bundles = bundles;
        this.clock = clock;
    }

    /** Of settings that a coordinator is not, or perhaps, running with. */
    List<Finding> beforeStart() {
        String running = Neighbour.readiness(http, bundles);
        List<Finding> findings = new ArrayList<>(what(running != null));
        PortInspection ports = new PortInspection(settings, http, running);
        findings.addAll(ports.look());
        if (running != null) {
            findings.addAll(address(AdvertisedAddress::connects));
        } else if (ports.seataPortIsFree()) {
            findings.addAll(address(
                    new AddressTrial(settings.seata().host(), settings.seata().port())));
        }
        return findings;
    }

    /** @param probe finds out where an address leads */
    List<Finding> address(Function<InetSocketAddress, AddressProbe.Finding> probe) {
        return new AdvertisedAddress(
                        settings.seata().advertisedHost(), settings.seata().port(), settings.registry(), probe)
                .judge();
    }

    /** @param runs whether a coordinator does */
    List<Finding> what(boolean runs) {
        List<Finding> findings = new ArrayList<>(MachineInspection.of(settings));
        if (settings.log().url().isEmpty()) {
            findings.addAll(LogInspection.embedded(settings.dataDir().resolve("holdfast.db"), settings.lanes(), clock));
        } else {
            findings.addAll(LogInspection.shared(
                    settings.log().toJdbc(), settings.seata().maxApplicationDataBytes(), clock));
        }
        addRegistry(runs, findings);
        addParticipantsRegistry(findings);
        addReceivers(findings);
        addAccess(findings);
        findings.addAll(TlsInspection.of(settings, http, bundles, Instant.ofEpochMilli(clock.getAsLong())));
        return findings;
    }

    private void addRegistry(boolean runs, List<Finding> findings) {
        RegistrySettings registry = settings.registry();
        if (registry.url() != null) {
            findings.add(RegistryInspection.of(registry, runs ? entry() : null));
        }
    }

    private String entry() {
        try {
            return InetAddress.getByName(settings.seata().advertisedHost()).getHostAddress() + ":"
                    + settings.seata().port();
        } catch (IOException unknown) { // said of the address
            return null;
        }
    }

    private void addParticipantsRegistry(List<Finding> findings) {
        String url = settings.participants().registry();
        Matcher parts = HOST_AND_PORT.matcher(url == null ? "" : url);
        if (parts.lookingAt()) {
            findings.add(reach(
                    "participants",
                    "their registry",
                    parts.group(1),
                    Integer.parseInt(parts.group(2)),
                    "see whether it runs, and what holdfast.participants.registry says"));
        }
    }

    private void addReceivers(List<Finding> findings) {
        if (settings.alerts().isOn()) {
            findings.add(
                    reach("alerts", "the receiver of alerts", settings.alerts().url()));
        }
        if (settings.traces().isOn()) {
            findings.add(
                    reach("traces", "the receiver of traces", settings.traces().url()));
        }
    }

    /** Of the address nothing but host and port is told: the rest may be a secret. */
    private static Finding reach(String subject, String whose, String address) {
        URI url = URI.create(address);
        int usual = url.getScheme().equalsIgnoreCase("http") ? 80 : 443;
        return reach(
                subject,
                whose,
                url.getHost(),
                url.getPort() < 0 ? usual : url.getPort(),
                "see whether it runs, and what holdfast." + subject + ".url says");
    }

    private static Finding reach(String subject, String whose, String host, int port, String cure) {
        String who = whose + " at " + host + ":" + port;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            return Finding.ok(subject, who + " takes connections");
        } catch (IOException | IllegalArgumentException nobody) {
            return Finding.fail(subject, who + " takes no connections (" + nobody.getMessage() + ")", cure);
        }
    }

    private void addAccess(List<Finding> findings) {
        List<String> doors = Exposure.of(settings, http.host(), http.isEncrypted());
        for (String door : doors) {
            findings.add(Finding.of(Grade.WARN, "access", door));
        }
        if (doors.isEmpty()) {
            findings.add(Finding.ok("access", "nothing that others than this machine can reach is unguarded"));
        }
    }
}
