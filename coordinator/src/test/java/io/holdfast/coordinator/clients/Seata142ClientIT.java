// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

/** {@link SeataClientContract} with the client 1.4.2. */
final class Seata142ClientIT extends SeataClientContract {
    Seata142ClientIT() {
        super(ClientVersion.SEATA_1_4_2);
    }
}
