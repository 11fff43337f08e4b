// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import org.junit.jupiter.api.Tag;

/** {@link SeataClientContract} with the client 2.2.0. */
@Tag("long")
final class Seata220ClientIT extends SeataClientContract {
    Seata220ClientIT() {
        super(ClientVersion.SEATA_2_2_0);
    }
}
