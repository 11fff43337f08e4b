// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import io.holdfast.coordinator.port.Accounts.Role;
import java.util.Arrays;
import java.util.regex.Pattern;

/** What users and tokens may be called, checked where a name comes in. Stateless. */
final class Names {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

    private Names() {}

    static boolean isName(String text) {
        return text != null && NAME.matcher(text).matches();
    }

    /** @throws RequestRefused if it is no name; names the field */
    static String checked(String field, String text) {
        if (!isName(text)) {
            throw RequestRefused.invalid(
                    field, "must have 1 to 64 letters, digits, or . _ @ -, and begin with a letter or a digit");
        }
        return text;
    }

    /** @throws RequestRefused if there is no such role */
    static Role role(String text) {
        for (Role role : Role.values()) {
            if (role.name().equals(text)) {
                return role;
            }
        }
        throw RequestRefused.invalid("role", "must be one of " + Arrays.toString(Role.values()));
    }
}
