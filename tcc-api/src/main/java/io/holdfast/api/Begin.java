// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import java.io.Serializable;

/**
 * A transaction whose Trys the caller calls itself.
 *
 * @param name the caller's name for this kind of transaction
 * @param application the caller's own name; null: unnamed
 * @param timeoutMillis how long it may stay undecided; null: the coordinator's default
 */
public record Begin(String name, String application, Long timeoutMillis) implements Serializable {
    public static Begin of(String name) {
        return new Begin(name, null, null);
    }
}
