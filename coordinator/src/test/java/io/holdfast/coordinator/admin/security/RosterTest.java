// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.coordinator.log.JdbcTransactionLog;
import io.holdfast.coordinator.port.Accounts.Role;
import io.holdfast.coordinator.port.Accounts.Token;
import io.holdfast.coordinator.port.Accounts.User;
import io.holdfast.coordinator.port.LogFailure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The roster and the first password, on the embedded log. */
class RosterTest {
    private static final long NOW = 1_800_000_000_000L;

    @TempDir
    Path directory;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong clock = new AtomicLong(NOW);
    private final AtomicInteger reads = new AtomicInteger();
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private JdbcTransactionLog log;
    private Roster roster;

    @BeforeEach
    void open() throws LogFailure {
        log = JdbcTransactionLog.embedded(directory.resolve("log.db"), "test", clock::get);
        roster = new Roster(
                () -> {
                    reads.incrementAndGet();
                    return log.accounts();
                },
                nanos::get,
                clock::get);
    }

    @AfterEach
    void close() {
        log.close();
    }

    private void pass(long nanosPassed) {
        nanos.addAndGet(nanosPassed);
    }

    @Test
    void tokenCountsUntilItExpiresAndAQuestionCostsNoRead() throws LogFailure {
        String secret = Secret.generate(new SecureRandom());
        log.accounts().addToken(new Token("1", "t", Role.OPERATOR, Secret.digest(secret), "admin", NOW, NOW + 1_000));
        for (int i = 0; i < 1_000; i++) {
            assertThat(roster.token(secret).role()).isEqualTo(Role.OPERATOR);
            assertThat(roster.token(Secret.generate(new SecureRandom()))).isNull();
        }
        assertThat(reads).hasValue(1);
        clock.set(NOW + 1_000);
        assertThat(roster.token(secret)).isNull();
    }

    @Test
    void whatAnotherNodeChangesIsKnownAfterThreeSecondsAndWhatWasChangedHereAtOnce() throws LogFailure {
        assertThat(roster.user("alice")).isNull();
        log.accounts().addUser(new User("alice", "x", Role.VIEWER, NOW));
        pass(Roster.FRESH_NANOS - 1);
        assertThat(roster.user("alice")).isNull();
        pass(1);
        assertThat(roster.user("alice")).isNotNull();
        log.accounts().removeUser("alice");
        roster.forget();
        assertThat(roster.user("alice")).isNull();
    }

    @Test
    void whileTheLogIsAwayWhatWasKnownHoldsButNothingIsMadeUp() throws LogFailure {
        log.accounts().addUser(new User("alice", "x", Role.VIEWER, NOW));
        assertThat(roster.user("alice")).isNotNull();
        log.close();
        pass(Roster.FRESH_NANOS);
        assertThat(roster.user("alice")).isNotNull();
        roster.forget();
        assertThatThrownBy(() -> roster.user("alice")).isInstanceOf(LogFailure.class);
    }

    private String firstStart(AdminSettings settings) throws LogFailure {
        console.reset();
        new FirstPassword(settings, clock::get, new PrintStream(console, true, StandardCharsets.UTF_8))
                .ensure(log.accounts());
        return console.toString(StandardCharsets.UTF_8);
    }

    private boolean isAdminsPassword(String password) throws Exception {
        List<User> users = log.accounts().users();
        assertThat(users).extracting(User::name).containsExactly("admin");
        assertThat(users).extracting(User::role).containsExactly(Role.ADMIN);
        return new Passwords().matches(password, users.get(0).passwordHash());
    }

    @Test
    void firstStartMakesAPasswordAndShowsItOnce() throws Exception {
        AdminSettings none = new AdminSettings(null, null, null, null);
        String shown = firstStart(none);
        assertThat(shown).startsWith("The password of the user admin is ");
        assertThat(isAdminsPassword(shown.split(" ", -1)[7])).isTrue();
        assertThat(firstStart(none)).isEmpty();
        assertThat(isAdminsPassword(shown.split(" ", -1)[7])).isTrue();
    }

    @Test
    void passwordOfTheSettingsCountsAndIsShownNowhere() throws Exception {
        assertThat(firstStart(new AdminSettings("first password", null, null, null)))
                .isEmpty();
        assertThat(isAdminsPassword("first password")).isTrue();
        User before = log.accounts().users().get(0);
        assertThat(firstStart(new AdminSettings("first password", null, null, null)))
                .isEmpty();
        assertThat(log.accounts().users()).as("nobody is logged out").containsExactly(before);

        AdminSettings second = new AdminSettings("second password", null, null, null);
        assertThat(firstStart(second)).isEmpty();
        assertThat(isAdminsPassword("first password")).isFalse();
        assertThat(isAdminsPassword("second password")).isTrue();
        assertThat(second.toString()).doesNotContain("second password");

        String hash = new Passwords().hash("third password");
        assertThat(firstStart(new AdminSettings(null, hash, null, null))).isEmpty();
        assertThat(isAdminsPassword("third password")).isTrue();
    }

    @Test
    void impossibleSettingsAreRefusedByTheirKeyAndNotShown() {
        assertThatThrownBy(() -> new AdminSettings("short", null, null, null))
                .hasMessageContaining("holdfast.admin.password must have at least 10")
                .hasMessageNotContaining("short");
        assertThatThrownBy(() -> new AdminSettings(null, "{noop}secret-in-plain", null, null))
                .hasMessageContaining("holdfast.admin.password-hash must be {bcrypt}")
                .hasMessageNotContaining("secret-in-plain");
        assertThatThrownBy(() -> new AdminSettings("long enough for it", "x", null, null))
                .hasMessageContaining("holdfast.admin.password-hash is set, and holdfast.admin.password too");
    }
}
