// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

/** {@link SeataClientContract} with the client 1.8.0. */
final class Seata180ClientIT extends SeataClientContract {
    Seata180ClientIT() {
        super(ClientVersion.SEATA_1_8_0);
    }
}
