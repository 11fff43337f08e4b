// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PortsTest {
    @Test
    void aPortInUseIsToldWithItsOwnerAndItsOption() throws Exception {
        try (ServerSocket occupant = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = occupant.getLocalPort();
            int offset = FreePorts.offset();
            assertThat(Ports.of(offset, Map.of(Endpoint.PAYMENT, port, Endpoint.API, FreePorts.api(offset)), false)
                            .taken())
                    .containsExactly("Port " + port + " (HTTP of sample-payment) is in use;"
                            + " choose another with --payment-port or move all with --port-offset.");
        }
    }

    @Test
    void aPortThatNacosTakesBesideItsOwnIsToldWithNacossOption() throws Exception {
        int offset = FreePorts.offset();
        int port = 9848 + offset;
        try (ServerSocket occupant = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(occupant.isBound()).isTrue();
            Map<Endpoint, Integer> moved =
                    Map.of(Endpoint.API, FreePorts.api(offset), Endpoint.SECOND_API, FreePorts.secondApi(offset));
            assertThat(Ports.of(offset, moved, true).taken())
                    .containsExactly("Port " + port + " (clients of nacos, which also needs this one beside "
                            + (8848 + offset)
                            + ") is in use; choose another with --nacos-port or move all with --port-offset.");
        }
    }

    @Test
    void freePortsAreNotComplainedAbout() throws Exception {
        int offset = FreePorts.offset();
        assertThat(Ports.of(offset, Map.of(Endpoint.API, FreePorts.api(offset)), false)
                        .taken())
                .isEmpty();
    }
}
