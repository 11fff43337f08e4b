// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

/**
 * What the clients of an application show, {@code holdfast.seata.access-keys[n].*}. An application may have several, so
 * that one can be replaced while its clients are moved to the next.
 *
 * @param application the application id
 * @param key its name, the client's {@code seata.access-key}
 * @param secret what both sides sign with and nobody sends, the client's {@code seata.secret-key}
 */
public record AccessKey(String application, String key, String secret) {
    /** @throws IllegalArgumentException if one of them is missing */
    public AccessKey {
        require(application, "application");
        require(key, "key");
        require(secret, "secret");
    }

    private static void require(String value, String name) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("holdfast.seata.access-keys: one has no " + name);
        }
    }

    /** A secret must not reach a log. */
    @Override
    public String toString() {
        return "AccessKey[application=" + application + ", key=" + key + "]";
    }
}
