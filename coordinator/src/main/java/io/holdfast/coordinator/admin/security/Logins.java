// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import io.holdfast.coordinator.port.Accounts;
import io.holdfast.coordinator.port.Accounts.User;
import io.holdfast.coordinator.port.LogFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/** Checks a name and a password, no more often than {@link LoginThrottle} lets it. Safe for any thread. */
final class Logins {
    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);

    private final Accounts.Source accounts;
    private final Roster roster;
    private final Passwords passwords;
    private final LoginThrottle throttle;

    Logins(Accounts.Source accounts, Roster roster, Passwords passwords, LoginThrottle throttle) {
        this.accounts = accounts;
        this.roster = roster;
        this.passwords = passwords;
        this.throttle = throttle;
    }

    /**
     * Checks.
     *
     * @param address where the attempt comes from
     * @return the user, never null
     * @throws RequestRefused if it is not him, or he has to wait
     */
    User check(String name, String password, String address) throws LogFailure {
        String known = Names.isName(name) ? name : "?"; // whatever cannot be a name shares one entry
        int wait = throttle.take(known, address);
        if (wait > 0) {
            throw RequestRefused.tooMany(wait);
        }
        accounts.get();
        roster.forget(); // the password may just have been changed on another node
        User user = roster.user(known);
        if (!matches(password, user)) {
            // A name that nobody has may be a password in the wrong field.
            LOG.warn("A login {} from {} was refused", user == null ? "of nobody" : "of " + known, address);
            throw RequestRefused.of(
                    HttpStatus.UNAUTHORIZED, "This is not a user and the password.", "Check both and try again.");
        }
        throttle.giveBack(known, address);
        return user;
    }

    private boolean matches(String password, User user) {
        try {
            return passwords.matches(password, user == null ? null : user.passwordHash());
        } catch (Passwords.Overloaded overloaded) {
            throw RequestRefused.tooMany(1);
        }
    }
}
