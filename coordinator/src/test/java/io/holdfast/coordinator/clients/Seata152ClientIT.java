// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

/** {@link SeataClientContract} with the client 1.5.2. */
final class Seata152ClientIT extends SeataClientContract {
    Seata152ClientIT() {
        super(ClientVersion.SEATA_1_5_2);
    }
}
