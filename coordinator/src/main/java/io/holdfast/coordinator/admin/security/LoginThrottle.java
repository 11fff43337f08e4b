// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Says who has to wait before the next attempt at a password: ten attempts at once and ten a minute, for each user and for
 * each address. Who was right gets the attempt back. Remembers the latest {@value #MOST_REMEMBERED} names and addresses;
 * one that is forgotten starts anew, and to have it forgotten takes more attempts than an address has. Safe for any thread.
 */
final class LoginThrottle {
    static final int AT_ONCE = 10;
    static final long NANOS_PER_ATTEMPT = 6_000_000_000L;
    static final int MOST_REMEMBERED = 10_000;

    private static final long SECOND_NANOS = 1_000_000_000L;

    private final LongSupplier nanoTime;

    /** When each would have all its attempts again; the least recently used first. */
    private final Map<String, Long> fullAgainAt = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    LoginThrottle(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @return 0 if it may be tried now, and then it counts; else after how many seconds */
    synchronized int take(String user, String address) {
        long now = nanoTime.getAsLong();
        long wait = 0;
        for (String key : keys(user, address)) {
            wait = Math.max(wait, fullAt(key, now) - now - (AT_ONCE - 1) * NANOS_PER_ATTEMPT);
        }
        if (wait > 0) {
            return Math.toIntExact((wait + SECOND_NANOS - 1) / SECOND_NANOS);
        }
        for (String key : keys(user, address)) {
            fullAgainAt.put(key, fullAt(key, now) + NANOS_PER_ATTEMPT);
        }
        return 0;
    }

    synchronized void giveBack(String user, String address) {
        for (String key : keys(user, address)) {
            fullAgainAt.computeIfPresent(key, (same, at) -> at - NANOS_PER_ATTEMPT);
        }
    }

    synchronized int remembered() {
        return fullAgainAt.size();
    }

    private long fullAt(String key, long now) {
        Long at = fullAgainAt.get(key);
        return at == null || at - now < 0 ? now : at;
    }

    private static List<String> keys(String user, String address) {
        return List.of("user " + user, "address " + network(address));
    }

    /** Whoever has one address of IPv6 has the 2^64 beside it. */
    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        String[] groups = address.split(":", -1);
        return groups.length == 8 ? String.join(":", List.of(groups).subList(0, 4)) : address;
    }
}
