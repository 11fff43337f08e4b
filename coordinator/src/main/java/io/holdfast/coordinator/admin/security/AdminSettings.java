// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

/**
 * The settings {@code holdfast.admin.*}. Components may be null; the accessors never return null.
 *
 * @param password of the user {@code admin}; empty: what it was, and at the first start of all a generated one
 * @param passwordHash the same as {@code {bcrypt}} and a hash, for those who keep no passwords in settings
 * @param openMetrics whether {@code /actuator/prometheus} is open to everybody who reaches the port; default false
 * @param secondApprover whether what an operator forces (a decision, a branch settled by hand) takes a second one; default
 *     false
 */
public record AdminSettings(String password, String passwordHash, Boolean openMetrics, Boolean secondApprover) {
    /** @throws IllegalArgumentException if a value is impossible; the message names its key, and never shows the value */
    public AdminSettings {
        password = password == null ? "" : password;
        passwordHash = passwordHash == null ? "" : passwordHash;
        openMetrics = openMetrics != null && openMetrics;
        secondApprover = secondApprover != null && secondApprover;
        if (!password.isEmpty() && !passwordHash.isEmpty()) {
            throw new IllegalArgumentException(
                    "holdfast.admin.password-hash is set, and holdfast.admin.password too:" + " take one of them away");
        }
        String weakness = password.isEmpty() ? null : Passwords.weakness(password);
        if (weakness != null) {
            throw new IllegalArgumentException("holdfast.admin.password " + weakness);
        }
        if (!passwordHash.isEmpty() && !Passwords.isHash(passwordHash)) {
            throw new IllegalArgumentException("holdfast.admin.password-hash must be {bcrypt} and a bcrypt hash");
        }
    }

    /** Whether the settings say the password of {@code admin}, which then nobody changes elsewhere. */
    boolean saysThePassword() {
        return !password.isEmpty() || !passwordHash.isEmpty();
    }

    /** What was typed here must not reach a log. */
    @Override
    public String toString() {
        return "AdminSettings[openMetrics=" + openMetrics + ", secondApprover=" + secondApprover + "]";
    }
}
