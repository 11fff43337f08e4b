// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.call;

import io.holdfast.coordinator.call.Json;
import io.holdfast.coordinator.call.Line;
import io.holdfast.coordinator.call.ParticipantsSettings;
import io.holdfast.coordinator.call.Wire;
import io.holdfast.coordinator.dubbo.DubboApplication;
import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.Phase;
import java.net.URI;
import java.util.Locale;

/** Calls participants over Dubbo, by generic calls: nothing of theirs is on our class path. Safe for any thread. */
public final class DubboWire implements Wire {
    private final ParticipantsSettings settings;
    private final DubboApplication dubbo;
    private final Json json = new Json();

    /** @param dubbo is not closed with this */
    public DubboWire(ParticipantsSettings settings, DubboApplication dubbo) {
        this.settings = settings;
        this.dubbo = dubbo;
    }

    @Override
    public String address(Endpoint endpoint, Phase phase) {
        Endpoint.Dubbo called = (Endpoint.Dubbo) endpoint;
        if (called.url() != null) {
            uri(called);
        } else if (settings.registry() == null) {
            throw new IllegalArgumentException("no address of " + called.service()
                    + " was given, and there is no registry to look it up: set holdfast.participants.registry");
        }
        return called.participant();
    }

    /** @throws IllegalArgumentException if nobody can be called there */
    static URI uri(Endpoint.Dubbo endpoint) {
        URI uri = URI.create(endpoint.url());
        if (uri.getScheme() == null || !uri.getScheme().toLowerCase(Locale.ROOT).matches("tri|dubbo")) {
            throw new IllegalArgumentException("a tri:// or dubbo:// address is needed, not " + endpoint.url());
        }
        // Parameters would be settings of our side of the connection.
        if (uri.getHost() == null
                || uri.getPort() < 1
                || uri.getUserInfo() != null
                || uri.getRawQuery() != null
                || !uri.getRawPath().matches("/?")) {
            throw new IllegalArgumentException(
                    "an address like tri://host:port is needed, and nothing more, not " + endpoint.url());
        }
        return uri;
    }

    @Override
    public Line line(Endpoint endpoint, Phase phase) {
        Endpoint.Dubbo called = (Endpoint.Dubbo) endpoint;
        return new DubboLine(new References(dubbo, settings, called), json, called.url() != null);
    }

    @Override
    public void close() {}
}
