// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

/** {@link SeataClientContract} with the client 2.6.0. */
final class Seata260ClientIT extends SeataClientContract {
    Seata260ClientIT() {
        super(ClientVersion.SEATA_2_6_0);
    }
}
