// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import org.junit.jupiter.api.Tag;

/** {@link SeataClientContract} with the client 1.8.0. */
@Tag("long")
final class Seata180ClientIT extends SeataClientContract {
    Seata180ClientIT() {
        super(ClientVersion.SEATA_1_8_0);
    }
}
