// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.util.Locale;

/** What the participants of orders are called over, by callers and by the coordinator; they offer both at one port. */
public enum PartsProtocol {
    TRI("Triple"),
    DUBBO("the dubbo protocol");

    private final String label;

    PartsProtocol(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** @param address host:port */
    String url(String address) {
        return name().toLowerCase(Locale.ROOT) + "://" + address;
    }
}
