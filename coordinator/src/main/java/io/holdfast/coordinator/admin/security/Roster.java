// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import io.holdfast.coordinator.port.Accounts;
import io.holdfast.coordinator.port.Accounts.Token;
import io.holdfast.coordinator.port.Accounts.User;
import io.holdfast.coordinator.port.LogFailure;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All users and tokens as the log had them a moment ago, so that no request has to ask it. What another coordinator
 * changes is known here after three seconds; what is changed here, at once. While the log cannot be read, what was known
 * last holds. Safe for any thread: one of those who ask reads, the others go on with what is there.
 */
final class Roster {
    private static final Logger LOG = LoggerFactory.getLogger(Roster.class);
    static final long FRESH_NANOS = 3_000_000_000L;

    private record Known(Map<String, User> users, Map<String, Token> tokensByDigest, long readAt) {}

    private final Accounts.Source source;
    private final LongSupplier nanoTime;
    private final LongSupplier clock;
    private final ReentrantLock reading = new ReentrantLock();
    /** Null if it was never read, or was changed since. */
    private volatile Known known;

    /** @param clock milliseconds since 1970 */
    Roster(Accounts.Source source, LongSupplier nanoTime, LongSupplier clock) {
        this.source = source;
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    /** @return null if there is nobody of that name */
    User user(String name) throws LogFailure {
        return now().users().get(name);
    }

    /** @return null if this is no token, or not any more */
    Token token(String presented) throws LogFailure {
        if (!Secret.looksLikeOne(presented)) {
            return null;
        }
        Token token = now().tokensByDigest().get(Secret.digest(presented));
        boolean expired =
                token != null && token.expiresAtMillis() != null && token.expiresAtMillis() <= clock.getAsLong();
        return expired ? null : token;
    }

    /** To be called when something was changed: whoever asks next reads it. */
    void forget() {
        reading.lock(); // what is being read now may be from before
        try {
            known = null;
        } finally {
            reading.unlock();
        }
    }

    private Known now() throws LogFailure {
        Known seen = known;
        if (isFresh(seen)) {
            return seen;
        }
        if (seen == null) {
            reading.lock();
        } else if (!reading.tryLock()) {
            return seen;
        }
        try {
            Known latest = known;
            return isFresh(latest) ? latest : read(latest);
        } finally {
            reading.unlock();
        }
    }

    private boolean isFresh(Known seen) {
        return seen != null && nanoTime.getAsLong() - seen.readAt() < FRESH_NANOS;
    }

    private Known read(Known before) throws LogFailure {
        try {
            Map<String, User> users = new HashMap<>();
            Map<String, Token> tokens = new HashMap<>();
            Accounts accounts = source.get();
            accounts.users().forEach(user -> users.put(user.name(), user));
            accounts.tokens().forEach(token -> tokens.put(token.digest(), token));
            known = new Known(users, tokens, nanoTime.getAsLong());
        } catch (LogFailure failure) {
            if (before == null) {
                throw failure;
            }
            LOG.debug("Users and tokens cannot be read; what was known last holds", failure);
            known = new Known(before.users(), before.tokensByDigest(), nanoTime.getAsLong());
        }
        return known;
    }
}
