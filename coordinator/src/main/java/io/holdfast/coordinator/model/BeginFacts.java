// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

import java.util.Objects;

/**
 * What is known of a global transaction from its begin on.
 *
 * @param name the caller's name for this kind of transaction, never null, may be empty
 * @param application the caller's application id, never null
 * @param group the caller's transaction service group, never null, empty if it has none
 * @param timeoutMillis how long it may stay undecided, in milliseconds; 0 or less: the coordinator's default
 */
public record BeginFacts(String name, String application, String group, long timeoutMillis, Labels labels) {
    /** @throws NullPointerException here, at the front that forgot it, rather than in the lane that everybody shares */
    public BeginFacts {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(application, "application");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(labels, "labels");
    }

    /** Without labels, as Seata's clients begin. */
    public BeginFacts(String name, String application, String group, long timeoutMillis) {
        this(name, application, group, timeoutMillis, Labels.NONE);
    }

    public BeginFacts withTimeoutMillis(long newTimeoutMillis) {
        return new BeginFacts(name, application, group, newTimeoutMillis, labels);
    }
}
