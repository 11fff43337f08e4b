// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/** How a branch was declared at its client. All of them are driven alike; the word goes back with each call. */
public enum BranchType {
    TCC,
    SAGA,
    XA
}
