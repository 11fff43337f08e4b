// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

/** Who may use the API. Safe for any thread. */
@FunctionalInterface
public interface ApiEntry {
    /** What becomes of a call. */
    enum Verdict {
        WELCOME,
        /** Nothing was shown, or nothing that counts. */
        UNKNOWN,
        /** What was shown is good for less. */
        NOT_ENOUGH
    }

    /**
     * Looks.
     *
     * @param authorization what the caller sent as such; null if nothing
     * @param acts whether the call may change something
     * @throws LogFailure if that cannot be known now
     */
    Verdict check(String authorization, boolean acts) throws LogFailure;

    static ApiEntry everybody() {
        return (authorization, acts) -> Verdict.WELCOME;
    }
}
