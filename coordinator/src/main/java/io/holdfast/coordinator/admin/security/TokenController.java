// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import io.holdfast.coordinator.port.Accounts;
import io.holdfast.coordinator.port.Accounts.Role;
import io.holdfast.coordinator.port.LogFailure;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What scripts come in with; for admins. A token is shown when it is made, and never again. */
@RestController
@RequestMapping("/api/v1/tokens")
final class TokenController {
    private static final Logger LOG = LoggerFactory.getLogger(TokenController.class);
    private static final int MOST_TOKENS = 1000;
    private static final int ID_BYTES = 8;

    private final Accounts.Source accounts;
    private final Roster roster;
    private final LongSupplier clock;
    private final SecureRandom random = new SecureRandom();

    /** @param clock milliseconds since 1970 */
    TokenController(Accounts.Source accounts, Roster roster, LongSupplier clock) {
        this.accounts = accounts;
        this.roster = roster;
        this.clock = clock;
    }

    /** @param expiresAt null: never */
    record Wish(String name, String role, String expiresAt) {}

    /**
     * A token as others see it.
     *
     * @param token itself, in the answer to its making; else null
     */
    record Token(
            String id,
            String name,
            Role role,
            String createdBy,
            Instant createdAt,
            Instant expiresAt,
            boolean expired,
            String token) {
        /** The answer that shows it is for one reader. */
        @Override
        public String toString() {
            return "Token[id=" + id + "]";
        }
    }

    @GetMapping
    List<Token> all() throws LogFailure {
        return accounts.get().tokens().stream().map(each -> shown(each, null)).toList();
    }

    @PostMapping(consumes = "application/json")
    @ResponseStatus(HttpStatus.CREATED)
    Token make(@RequestBody Wish wish) throws LogFailure {
        String name = Names.checked("name", wish.name());
        Role role = Names.role(wish.role());
        Long expiresAt = expiry(wish.expiresAt());
        if (accounts.get().tokens().size() >= MOST_TOKENS) {
            throw RequestRefused.of(
                    HttpStatus.CONFLICT, "There are " + MOST_TOKENS + " tokens.", "Revoke those that are not used.");
        }
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        String secret = Secret.generate(random);
        Accounts.Token made = new Accounts.Token(
                HexFormat.of().formatHex(id),
                name,
                role,
                Secret.digest(secret),
                Caller.now().name(),
                clock.getAsLong(),
                expiresAt);
        accounts.get().addToken(made);
        roster.forget();
        LOG.info("{} made {}", Caller.now().name(), made);
        return shown(made, secret);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@PathVariable String id) throws LogFailure {
        boolean found = accounts.get().removeToken(id);
        roster.forget();
        if (!found) {
            throw RequestRefused.of(
                    HttpStatus.NOT_FOUND, "There is no such token.", "GET /api/v1/tokens tells which there are.");
        }
        LOG.info("{} revoked token {}", Caller.now().name(), id);
    }

    private Long expiry(String text) {
        if (text == null) {
            return null;
        }
        try {
            long expiresAt = Instant.parse(text).toEpochMilli();
            if (expiresAt <= clock.getAsLong()) {
                throw RequestRefused.invalid("expiresAt", "has passed");
            }
            return expiresAt;
        } catch (DateTimeParseException | ArithmeticException noTime) {
            throw RequestRefused.invalid("expiresAt", "must be a time like 2027-01-31T00:00:00Z");
        }
    }

    private Token shown(Accounts.Token token, String secret) {
        Long expiresAt = token.expiresAtMillis();
        return new Token(
                token.id(),
                token.name(),
                token.role(),
                token.createdBy(),
                Instant.ofEpochMilli(token.createdAtMillis()),
                expiresAt == null ? null : Instant.ofEpochMilli(expiresAt),
                expiresAt != null && expiresAt <= clock.getAsLong(),
                secret);
    }
}
