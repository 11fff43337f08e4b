// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.domain;

/** Why an order was given up though no participant refused it. */
public enum Failure {
    /** It was not decided within the transaction's time. */
    TIMEOUT,
    /** A participant could not be reached, or broke. */
    PARTICIPANT_FAILED,
    /** The coordinator restarted while it called the participants. */
    COORDINATOR_RESTARTED
}
