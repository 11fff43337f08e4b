// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ServerStartIT {
    @Test
    void portInUseIsNamedWithTheKeyToChange() throws IOException {
        try (FrontUnderTest first = FrontUnderTest.start();
                SeataServer second = new SeataServer(
                        SeataFrontSettings.atPort(first.port()), Admission.everybody(), input -> true)) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + first.port())
                    .hasMessageContaining("holdfast.seata.port");
        }
    }

    @Test
    void stoppedServerHasClosedItsConnectionsAndFreedItsPort() throws IOException {
        FrontUnderTest first = FrontUnderTest.start();
        int port = first.port();
        try (RawClient client = RawClient.caller(port, "app", "2.6.0")) {
            first.close();
            client.awaitClosed();
        }
        try (SeataServer second =
                new SeataServer(SeataFrontSettings.atPort(port), Admission.everybody(), input -> true)) {
            second.start();
            assertThat(second.port()).isEqualTo(port);
        }
    }
}
