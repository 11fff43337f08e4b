// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

/**
 * Decides who may register; asked for every registration, also a connection's later ones. Called by event loop threads:
 * never blocks.
 */
@FunctionalInterface
public interface Admission {
    /** @return null to admit the client, else why not, in words for the client's operator */
    String refusal(Registration registration, String peer);

    /** The connection of an application that was admitted, {@code host:port}, has gone. */
    default void left(String application, String peer) {}

    static Admission everybody() {
        return (registration, peer) -> null;
    }
}
