// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.holdfast.coordinator.port.ParticipantsSeen.Connection;

/**
 * Who a connection said it is, when it registered.
 *
 * @param ip where the connection comes from
 * @param clientId {@code application:ip:port}, unique among open connections
 * @param sinceMillis when it registered, in milliseconds since 1970; for people
 */
record ClientIdentity(
        Role role,
        String application,
        String group,
        ClientVersion version,
        String ip,
        String clientId,
        long sinceMillis) {
    static ClientIdentity of(Registration registration, ClientVersion version, String ip, int port, long nowMillis) {
        String clientId = registration.application() + ':' + ip + ':' + port;
        return new ClientIdentity(
                registration.role(),
                registration.application(),
                registration.group(),
                version,
                ip,
                clientId,
                nowMillis);
    }

    Connection seen() {
        String address = clientId.substring(application.length() + 1);
        return new Connection(clientId, application, version.toString(), address, sinceMillis);
    }

    /** The ip in a client id of that application (it may itself have colons); empty if it has none. */
    static String ipOf(String application, String clientId) {
        int start = application.length() + 1;
        int end = clientId.lastIndexOf(':');
        return end > start ? clientId.substring(start, end) : "";
    }
}
