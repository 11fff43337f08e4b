// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import io.holdfast.coordinator.port.Accounts;
import io.holdfast.coordinator.port.Accounts.Role;
import io.holdfast.coordinator.port.Accounts.User;
import io.holdfast.coordinator.port.LogFailure;
import java.util.function.LongSupplier;
import org.springframework.http.HttpStatus;

/** Adds, changes and removes users, and has the roster know. Safe for any thread. */
final class UserChanges {
    private static final int MOST_USERS = 1000;

    private final Accounts.Source accounts;
    private final Roster roster;
    private final Passwords passwords;
    private final AdminSettings settings;
    private final LongSupplier clock;

    /** @param clock milliseconds since 1970 */
    UserChanges(
            Accounts.Source accounts, Roster roster, Passwords passwords, AdminSettings settings, LongSupplier clock) {
        this.accounts = accounts;
        this.roster = roster;
        this.passwords = passwords;
        this.settings = settings;
        this.clock = clock;
    }

    /** @throws RequestRefused if the name is taken, or there are too many, or the password will not do */
    User add(String name, String password, Role role) throws LogFailure {
        User user = new User(name, hash(password), role, clock.getAsLong());
        if (accounts.get().users().size() >= MOST_USERS) {
            throw RequestRefused.of(HttpStatus.CONFLICT, "There are " + MOST_USERS + " users.", "Remove some of them.");
        }
        boolean added = accounts.get().addUser(user);
        roster.forget();
        if (!added) {
            throw RequestRefused.of(
                    HttpStatus.CONFLICT, "There is a user " + name + ".", "Take another name, or change that user.");
        }
        return user;
    }

    /**
     * Changes; whoever is logged in as that user has to do so again.
     *
     * @param password null: stays as it is
     * @throws RequestRefused if the password will not do, or the settings say it
     */
    User change(User user, String password, Role role) throws LogFailure {
        boolean said = settings.saysThePassword() && user.name().equals(FirstPassword.ADMIN);
        if (said && password != null) {
            throw RequestRefused.of(
                    HttpStatus.CONFLICT,
                    "The password of " + user.name() + " is what the settings say.",
                    "Change holdfast.admin.password or holdfast.admin.password-hash and start the coordinator anew.");
        }
        long later = Math.max(clock.getAsLong(), user.changedAtMillis() + 1);
        User changed = new User(user.name(), password == null ? user.passwordHash() : hash(password), role, later);
        boolean found = accounts.get().changeUser(changed);
        roster.forget();
        if (!found) {
            throw nobody(user.name());
        }
        return changed;
    }

    void remove(String name) throws LogFailure {
        boolean found = accounts.get().removeUser(name);
        roster.forget();
        if (!found) {
            throw nobody(name);
        }
    }

    /** @return never null */
    User find(String name) throws LogFailure {
        return accounts.get().users().stream()
                .filter(user -> user.name().equals(name))
                .findFirst()
                .orElseThrow(() -> nobody(name));
    }

    private static RequestRefused nobody(String name) {
        return RequestRefused.of(
                HttpStatus.NOT_FOUND, "There is no user " + name + ".", "GET /api/v1/users tells who there is.");
    }

    private String hash(String password) {
        String weakness = Passwords.weakness(password);
        if (weakness != null) {
            throw RequestRefused.invalid("password", weakness);
        }
        try {
            return passwords.hash(password);
        } catch (Passwords.Overloaded overloaded) {
            throw RequestRefused.tooMany(1);
        }
    }
}
