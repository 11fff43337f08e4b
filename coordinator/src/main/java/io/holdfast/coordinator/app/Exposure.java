// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** What others than this machine can reach, and nothing here guards. Stateless. */
final class Exposure {
    private Exposure() {}

    /**
     * Looks.
     *
     * @param httpHost where the port for HTTP listens
     * @param httpIsEncrypted whether it speaks TLS
     * @return one line for each open door, with what closes it
     */
    static List<String> of(HoldfastSettings settings, String httpHost, boolean httpIsEncrypted) {
        List<String> doors = new ArrayList<>();
        if (isReachable(settings.seata().host())
                && settings.seata().accessKeys().isEmpty()) {
            doors.add("Whoever reaches " + settings.seata().host() + ":"
                    + settings.seata().port() + " may decide transactions - give the applications access keys"
                    + " (holdfast.seata.access-keys), or see that only they reach it");
        }
        boolean apiIsOpen = settings.api().enabled() && !settings.api().requireTokens();
        if (apiIsOpen && isReachable(settings.api().host())) {
            doors.add("Whoever reaches " + settings.api().host() + ":"
                    + settings.api().port()
                    + " may submit transactions - set holdfast.api.require-tokens=true, or see that only callers"
                    + " reach it");
        }
        if (settings.api().requireTokens()
                && settings.api().sslBundle().isEmpty()
                && isReachable(settings.api().host())) {
            doors.add("API tokens travel to " + settings.api().host() + ":"
                    + settings.api().port()
                    + " unencrypted - set holdfast.api.ssl-bundle, or see that only a proxy that"
                    + " encrypts reaches it");
        }
        if (isReachable(httpHost) && !httpIsEncrypted) {
            doors.add("Passwords and tokens travel to " + httpHost + " unencrypted - set server.ssl.bundle, or see that"
                    + " only a proxy that encrypts reaches it");
        }
        return doors;
    }

    private static boolean isReachable(String host) {
        try {
            return !InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return true;
        }
    }
}
