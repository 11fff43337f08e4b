// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.coordinator.nacos.RegistrySettings;
import io.holdfast.coordinator.seata.AddressProbe;
import io.holdfast.coordinator.seata.AddressProbe.Finding;
import io.holdfast.coordinator.seata.Admission;
import io.holdfast.coordinator.seata.SeataFrontSettings;
import io.holdfast.coordinator.seata.SeataServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which addresses are told to clients. No registry answers here. */
class AnnouncementTest {
    private static final String HERE = "nacos://127.0.0.1:1";
    /** Reserved for documentation: nobody is there. */
    private static final String ELSEWHERE = "nacos://192.0.2.1:8848";

    private final List<SeataServer> servers = new ArrayList<>();
    private final List<Announcement> started = new ArrayList<>();
    private final AddressProbe probe = new AddressProbe(Admission.everybody());

    @AfterEach
    void close() {
        started.forEach(Announcement::leave);
        servers.forEach(SeataServer::close);
    }

    private SeataServer serve(Admission admission) throws IOException {
        SeataServer server = new SeataServer(SeataFrontSettings.atPort(0), admission, input -> false);
        server.start();
        servers.add(server);
        return server;
    }

    private void announce(String registry, String host, int port) throws IOException {
        RegistrySettings settings = new RegistrySettings(registry, null, null, null, null, null, null, null);
        Announcement announcement = new Announcement(settings, host, probe);
        announcement.start(port, () -> false);
        started.add(announcement);
    }

    @Test
    void anAddressThatLeadsHereIsTold() throws IOException {
        int port = serve(probe).port();
        assertThatCode(() -> announce(HERE, "127.0.0.1", port)).doesNotThrowAnyException();
        assertThatCode(() -> announce(HERE, "localhost", port)).doesNotThrowAnyException();
    }

    @Test
    void loopbackIsRefusedUnlessAllIsOnOneMachine() throws IOException {
        int port = serve(probe).port();
        assertThatThrownBy(() -> announce(ELSEWHERE, "127.0.0.1", port))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1")
                .hasMessageContaining("let holdfast.seata.advertised-host name this machine");
    }

    @Test
    void anAddressThatLeadsToAnotherCoordinatorIsRefused() throws IOException {
        serve(probe);
        int others = serve(Admission.everybody()).port();
        assertThatThrownBy(() -> announce(HERE, "127.0.0.1", others))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("leads to another coordinator")
                .hasMessageContaining("holdfast.seata.advertised-host");
    }

    @Test
    void anAddressOfThisMachineWhereNobodyListensIsRefused() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThatThrownBy(() -> announce(HERE, "127.0.0.1", free))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nobody takes connections there")
                .hasMessageContaining("holdfast.seata.advertised-host");
    }

    @Test
    void aHostThatNobodyKnowsIsRefused() {
        assertThatThrownBy(() -> announce(HERE, "no.such.host.invalid", 8091))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "Nobody knows the host no.such.host.invalid: let holdfast.seata.advertised-host");
    }

    /** It may be the outer one of a translation that cannot be used from inside. */
    @Test
    void anAddressThatCannotBeCheckedIsTold() {
        assertThatCode(() -> announce(ELSEWHERE, "192.0.2.7", 8091)).doesNotThrowAnyException();
    }

    @Test
    void whatTakesConnectionsAndSaysNothingIsNoCoordinator() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Finding found = probe.look(new InetSocketAddress(InetAddress.getLoopbackAddress(), silent.getLocalPort()));
            assertThat(found).isEqualTo(Finding.SOMETHING_ELSE);
        }
    }

    @Test
    void nothingIsCheckedWithoutARegistry() {
        assertThatCode(() -> announce(null, "no.such.host.invalid", 8091)).doesNotThrowAnyException();
    }
}
