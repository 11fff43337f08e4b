// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import io.holdfast.coordinator.port.Accounts;
import io.holdfast.coordinator.port.Accounts.Role;
import io.holdfast.coordinator.port.Accounts.User;
import io.holdfast.coordinator.port.LogFailure;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it, at start, that somebody can come in: the user {@code admin} has the password that the settings say; if they
 * say none and there is no user at all, a generated one, which is printed once. Of several coordinators that start at the
 * same time, the one whose user it became prints it. Stateless.
 */
public final class FirstPassword {
    static final String ADMIN = "admin";
    private static final Logger LOG = LoggerFactory.getLogger(FirstPassword.class);

    private final AdminSettings settings;
    private final LongSupplier clock;
    private final PrintStream console;

    /**
     * @param clock milliseconds since 1970
     * @param console where the operator looks, and no logger: what is printed there is not for a file
     */
    public FirstPassword(AdminSettings settings, LongSupplier clock, PrintStream console) {
        this.settings = settings;
        this.clock = clock;
        this.console = console;
    }

    public void ensure(Accounts accounts) throws LogFailure {
        List<User> users = accounts.users();
        if (!settings.saysThePassword() && !users.isEmpty()) {
            return;
        }
        try {
            Passwords passwords = new Passwords();
            if (settings.saysThePassword()) {
                makeItSo(accounts, users, passwords);
                return;
            }
            String generated = passwords.generate();
            if (accounts.addUser(new User(ADMIN, passwords.hash(generated), Role.ADMIN, clock.getAsLong()))) {
                console.println("The password of the user admin is " + generated
                        + " - it is shown this once; change it after the first login.");
                LOG.info("This is the first start: the password of the user admin was printed on the console");
            }
        } catch (Passwords.Overloaded impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void makeItSo(Accounts accounts, List<User> users, Passwords passwords)
            throws LogFailure, Passwords.Overloaded {
        User before = users.stream()
                .filter(user -> user.name().equals(ADMIN))
                .findFirst()
                .orElse(null);
        if (before != null && before.role() == Role.ADMIN && isSaid(before, passwords)) {
            return;
        }
        String hash = settings.passwordHash().isEmpty() ? passwords.hash(settings.password()) : settings.passwordHash();
        long later = before == null ? clock.getAsLong() : Math.max(clock.getAsLong(), before.changedAtMillis() + 1);
        User admin = new User(ADMIN, hash, Role.ADMIN, later);
        if (before == null && accounts.addUser(admin)) {
            LOG.info("The user admin was made, with the password that the settings say");
        } else if (before != null && accounts.changeUser(admin)) {
            LOG.info("The user admin has a new password: the one that the settings say");
        }
    }

    private boolean isSaid(User admin, Passwords passwords) throws Passwords.Overloaded {
        return settings.passwordHash().isEmpty()
                ? passwords.matches(settings.password(), admin.passwordHash())
                : Objects.equals(settings.passwordHash(), admin.passwordHash());
    }
}
