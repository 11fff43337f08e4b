// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard;

/**
 * What an action declares beyond its three methods, for one call.
 *
 * @param businessKey the call's business key, 1 to 128 characters; null if the action has none
 * @param cancelOnFailedTry whether Cancel runs although no Try committed
 */
public record Declared(String businessKey, boolean cancelOnFailedTry) {

    /** As long as the column {@code tcc_business_key.business_key}. */
    public static final int MAX_KEY_LENGTH = 128;

    public static final Declared NOTHING = new Declared(null, false);

    public Declared {
        if (businessKey != null && (businessKey.isBlank() || businessKey.length() > MAX_KEY_LENGTH)) {
            throw new IllegalArgumentException(
                    "a business key has 1 to " + MAX_KEY_LENGTH + " characters, not: '" + businessKey + "'");
        }
    }

    public boolean hasBusinessKey() {
        return businessKey != null;
    }
}
