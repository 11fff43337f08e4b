// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

import java.util.List;
import java.util.Objects;

/**
 * A branch that the coordinator calls by itself, without a Seata client at the participant.
 *
 * @param name the branch's name within its transaction, never null
 * @param arguments JSON, the same for all three phases; never null
 * @param after places (from 0) of branches registered before this one: its Try waits for theirs, its Confirm for their
 *     Confirms, and their Cancels for its own
 * @param maxAttempts of a Confirm or Cancel until the branch is parked; 0: the coordinator's setting
 */
public record Target(String name, Endpoint endpoint, String arguments, List<Integer> after, int maxAttempts) {
    public Target {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(arguments, "arguments");
        after = List.copyOf(after);
    }
}
