// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Makes and compares hashes of passwords. Each costs tens of milliseconds of a processor that lanes want too, so only a
 * few are made at a time. Safe for any thread.
 */
final class Passwords {
    /** More than BCrypt reads would be cut off in silence. */
    private static final int MOST_BYTES = 72;

    private static final int FEWEST_CHARACTERS = 10;
    private static final int AT_A_TIME = 2;
    private static final int PATIENCE_SECONDS = 5;
    private static final int GENERATED_BYTES = 15;
    private static final Pattern HASH = Pattern.compile("\\{bcrypt}\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}");

    /** A hash of nothing known, compared with where there is no user, so that the time taken does not tell. */
    private static final String NOBODYS = "{bcrypt}$2a$10$HoldfastHasNoUserHere.eXk3mQz7RrWv1TgYb5NcJd8Lf0Uo9As2e";

    private final PasswordEncoder encoder =
            new DelegatingPasswordEncoder("bcrypt", Map.of("bcrypt", new BCryptPasswordEncoder()));
    private final Semaphore turns = new Semaphore(AT_A_TIME, true);
    private final SecureRandom random = new SecureRandom();

    /** @return what a password must have and this one has not; null if it will do */
    static String weakness(String password) {
        if (password.length() < FEWEST_CHARACTERS) {
            return "must have at least " + FEWEST_CHARACTERS + " characters";
        }
        if (password.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            return "must have at most " + MOST_BYTES + " bytes";
        }
        return password.chars().anyMatch(Character::isISOControl) ? "must not have control characters" : null;
    }

    static boolean isHash(String text) {
        return HASH.matcher(text).matches();
    }

    /** 20 characters that can be typed and copied. */
    String generate() {
        byte[] bytes = new byte[GENERATED_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** @throws Overloaded if others have more to hash than this machine should */
    String hash(String password) throws Overloaded {
        takeTurn();
        try {
            return encoder.encode(password);
        } finally {
            turns.release();
        }
    }

    /**
     * Compares; takes as long if there is nobody of that name.
     *
     * @param hash null if there is none
     * @throws Overloaded if others have more to compare than this machine should
     */
    boolean matches(String password, String hash) throws Overloaded {
        boolean comparable = weakness(password) == null;
        takeTurn();
        try {
            // What cannot be anybody's password takes its time too.
            boolean same = encoder.matches(comparable ? password : "", hash == null ? NOBODYS : hash);
            return same && comparable && hash != null;
        } finally {
            turns.release();
        }
    }

    private void takeTurn() throws Overloaded {
        try {
            if (!turns.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new Overloaded();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Overloaded();
        }
    }

    /** Too many want the same at once. */
    static final class Overloaded extends Exception {
        private static final long serialVersionUID = 1;
    }
}
