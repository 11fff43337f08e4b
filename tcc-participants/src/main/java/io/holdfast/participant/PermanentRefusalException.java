// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant;

/**
 * What a participant throws when calling again cannot help. In Try it refuses, as every exception does. In Confirm and
 * Cancel it has the coordinator park the branch at once and call a person, instead of after many attempts; the decision
 * stands all the same, and the branch is still called, slowly.
 */
public final class PermanentRefusalException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PermanentRefusalException(String reason) {
        super(reason);
    }

    public PermanentRefusalException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
