// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * The settings {@code holdfast.alerts.*}: who is told of trouble. Every component may be null and then takes its default.
 *
 * @param url where alerts are posted to, {@code https://host/path}; null or empty: nobody is told
 * @param secret what alerts are signed with, at least 16 characters; needed with a url
 * @param undecidedAfter how old an undecided transaction has to be for an alert; default 10 min
 */
public record AlertsSettings(String url, String secret, Duration undecidedAfter) {
    private static final int LEAST_SECRET = 16;

    /** @throws IllegalArgumentException if a value is impossible; the message names its key, and the cure */
    public AlertsSettings {
        url = url == null || url.isBlank() ? null : url.strip();
        secret = secret == null ? "" : secret;
        undecidedAfter = undecidedAfter == null ? Duration.ofMinutes(10) : undecidedAfter;
        if (url != null) {
            requireUsable(url);
            require(
                    secret.length() >= LEAST_SECRET,
                    "secret",
                    "must have " + LEAST_SECRET + " characters or more with holdfast.alerts.url: whoever receives an"
                            + " alert knows by it that the alert is genuine (make one: openssl rand -hex 32)");
        } else {
            require(secret.isEmpty(), "secret", "is of no use without holdfast.alerts.url: set that, too, or neither");
        }
        require(
                undecidedAfter.toMillis() >= 1_000 && undecidedAfter.toDays() <= 365,
                "undecided-after",
                "must be from 1s to 365d, but is " + undecidedAfter);
    }

    private static void requireUsable(String url) {
        URI address;
        try {
            address = new URI(url);
        } catch (URISyntaxException wrong) {
            throw new IllegalArgumentException("holdfast.alerts.url is no address: " + wrong.getReason(), wrong);
        }
        boolean http = "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
        require(http && address.getHost() != null, "url", "must be like https://host/path");
        require(
                address.getUserInfo() == null,
                "url",
                "must not hold a user and a password, which would not be sent: the signature says who we are");
    }

    private static void require(boolean holds, String key, String problem) {
        if (!holds) {
            throw new IllegalArgumentException("holdfast.alerts." + key + " " + problem);
        }
    }

    public boolean isOn() {
        return url != null;
    }

    /** The address may be a secret too, and its host is not. */
    String host() {
        return URI.create(url).getHost();
    }

    @Override
    public String toString() {
        return "AlertsSettings[" + (isOn() ? host() : "off") + ", " + undecidedAfter + "]";
    }
}
