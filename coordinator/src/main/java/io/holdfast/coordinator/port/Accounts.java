// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import java.util.List;

/**
 * Who may come in, as all coordinators on the same log know it. What is written here is durable when it returns. Safe for
 * any thread.
 */
public interface Accounts {
    /** What somebody may do; each may all that those before it may. */
    enum Role {
        /** Looks at everything. */
        VIEWER,
        /** Acts on transactions. */
        OPERATOR,
        /** Says who may come in. */
        ADMIN;

        public boolean includes(Role other) {
            return compareTo(other) >= 0;
        }
    }

    /**
     * A person.
     *
     * @param passwordHash never empty
     * @param changedAtMillis since 1970, and greater with each change: sessions of before have ended
     */
    record User(String name, String passwordHash, Role role, long changedAtMillis) {
        /** A hash is not for logs. */
        @Override
        public String toString() {
            return name + " (" + role + ")";
        }
    }

    /**
     * What a script comes in with.
     *
     * @param digest SHA-256 of the token as 64 hex digits; the token itself is stored nowhere
     * @param createdAtMillis since 1970
     * @param expiresAtMillis since 1970; null: never
     */
    record Token(
            String id,
            String name,
            Role role,
            String digest,
            String createdBy,
            long createdAtMillis,
            Long expiresAtMillis) {
        /** A digest is not for logs. */
        @Override
        public String toString() {
            return "token " + id + " '" + name + "' (" + role + ")";
        }
    }

    /** All of them, by name. */
    List<User> users() throws LogFailure;

    /** @return false if there is somebody of that name, who stays as he is */
    boolean addUser(User user) throws LogFailure;

    /** @return false if there is nobody of that name */
    boolean changeUser(User user) throws LogFailure;

    /** @return false if there is nobody of that name */
    boolean removeUser(String name) throws LogFailure;

    /** All of them, the newest first, also those that have expired. */
    List<Token> tokens() throws LogFailure;

    void addToken(Token token) throws LogFailure;

    /** @return false if there is none */
    boolean removeToken(String id) throws LogFailure;

    /** Where they are, once there is a log. */
    @FunctionalInterface
    interface Source {
        /** @throws LogFailure while the coordinator is starting or stopping */
        Accounts get() throws LogFailure;
    }
}
