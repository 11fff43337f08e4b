// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * The settings {@code holdfast.traces.*}. Every component may be null and then takes its default.
 *
 * @param url where spans are posted to, by OTLP over HTTP, {@code http://host:4318/v1/traces}; null or empty: nothing is
 *     traced
 * @param share how large a part of the transactions is traced whose callers have not decided that, from 0 to 1; default 1
 */
public record TracesSettings(String url, Double share) {
    /** @throws IllegalArgumentException if a value is impossible; the message names its key */
    public TracesSettings {
        url = url == null || url.isBlank() ? null : url.strip();
        share = share == null ? 1.0 : share;
        if (url != null && !isUsable(url)) {
            throw new IllegalArgumentException(
                    "holdfast.traces.url must be like http://host:4318/v1/traces, but is " + url);
        }
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("holdfast.traces.share must be from 0 to 1, but is " + share);
        }
    }

    private static boolean isUsable(String url) {
        try {
            URI address = new URI(url);
            boolean http =
                    "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
            return http && address.getHost() != null;
        } catch (URISyntaxException wrong) {
            return false;
        }
    }

    public boolean isOn() {
        return url != null;
    }
}
