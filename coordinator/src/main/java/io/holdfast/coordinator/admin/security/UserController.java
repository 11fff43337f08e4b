// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import io.holdfast.coordinator.port.Accounts;
import io.holdfast.coordinator.port.Accounts.Role;
import io.holdfast.coordinator.port.LogFailure;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Who may log in; for admins. Nobody takes away his own rights, so there is always one left who has them. */
@RestController
@RequestMapping("/api/v1/users")
final class UserController {
    private static final Logger LOG = LoggerFactory.getLogger(UserController.class);

    private final Accounts.Source accounts;
    private final UserChanges changes;

    UserController(Accounts.Source accounts, UserChanges changes) {
        this.accounts = accounts;
        this.changes = changes;
    }

    /** A user as others see him. */
    record User(String name, Role role, Instant changedAt) {
        static User of(Accounts.User user) {
            return new User(user.name(), user.role(), Instant.ofEpochMilli(user.changedAtMillis()));
        }
    }

    /**
     * What is said of a user.
     *
     * @param name of a new one only
     * @param password of one who is there: null if it stays
     * @param role of one who is there: null if it stays
     */
    record Wish(String name, String password, String role) {
        /** Nobody logs a password by accident. */
        @Override
        public String toString() {
            return "Wish[name=" + name + ", role=" + role + "]";
        }
    }

    @GetMapping
    List<User> all() throws LogFailure {
        return accounts.get().users().stream().map(User::of).toList();
    }

    @PostMapping(consumes = "application/json")
    @ResponseStatus(HttpStatus.CREATED)
    User add(@RequestBody Wish wish) throws LogFailure {
        String name = Names.checked("name", wish.name());
        Role role = Names.role(wish.role());
        if (wish.password() == null) {
            throw RequestRefused.invalid("password", "is missing");
        }
        Accounts.User added = changes.add(name, wish.password(), role);
        LOG.info("{} added {}", Caller.now().name(), added);
        return User.of(added);
    }

    @PutMapping(path = "/{name}", consumes = "application/json")
    User change(@PathVariable String name, @RequestBody Wish wish) throws LogFailure {
        Accounts.User user = changes.find(Names.checked("name", name));
        Role role = wish.role() == null ? user.role() : Names.role(wish.role());
        if (role != user.role()) {
            refuseOneself(name);
        }
        Accounts.User changed = changes.change(user, wish.password(), role);
        LOG.info(
                "{} changed {}{}",
                Caller.now().name(),
                changed,
                wish.password() == null ? "" : ", who has a new password");
        return User.of(changed);
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String name) throws LogFailure {
        refuseOneself(Names.checked("name", name));
        changes.remove(name);
        LOG.info("{} removed {}", Caller.now().name(), name);
    }

    private static void refuseOneself(String name) {
        if (Caller.now().name().equals(name)) {
            throw RequestRefused.of(
                    HttpStatus.CONFLICT, "Nobody takes away his own rights.", "Let another admin do it.");
        }
    }
}
