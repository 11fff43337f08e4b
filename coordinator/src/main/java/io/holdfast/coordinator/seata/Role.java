// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

/** What a client's connection is for: each client opens one for its callers and one for its participants. */
public enum Role {
    /** Begins and decides transactions (Seata's TM). */
    CALLER,
    /** Registers branches and is called in phase 2 (Seata's RM). */
    PARTICIPANT
}
