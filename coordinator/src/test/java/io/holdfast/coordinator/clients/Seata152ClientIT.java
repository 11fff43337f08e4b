// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import org.junit.jupiter.api.Tag;

/** {@link SeataClientContract} with the client 1.5.2. */
@Tag("long")
final class Seata152ClientIT extends SeataClientContract {
    Seata152ClientIT() {
        super(ClientVersion.SEATA_1_5_2);
    }
}
