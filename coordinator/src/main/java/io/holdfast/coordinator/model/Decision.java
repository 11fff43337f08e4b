// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/** The one thing that is decided about a global transaction, once (I1). */
public enum Decision {
    COMMIT,
    CANCEL
}
