// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/** How a branch was declared at its client. All of them are driven alike; the word goes back with each call. */
public enum BranchType {
    TCC,
    SAGA,
    XA,
    /** A saga declared by annotation; known to clients from 2.2 on. */
    SAGA_ANNOTATION
}
