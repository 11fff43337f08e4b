// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The tables once more, written by somebody else: what they hold and, just as much, what they do not. */
class StatusTablesTest {
    @Test
    void transactionTableHoldsItsFourTransitionsAndNoOthers() {
        for (TransactionStatus from : TransactionStatus.values()) {
            for (TransactionStatus.Event event : TransactionStatus.Event.values()) {
                TransactionStatus to = expected(from, event);
                if (to == null) {
                    assertThatThrownBy(() -> from.on(event))
                            .isInstanceOf(InvariantBroken.class)
                            .hasMessageContaining(from.name())
                            .hasMessageContaining(event.name());
                } else {
                    assertThat(from.on(event)).isEqualTo(to);
                }
            }
        }
    }

    @Test
    void branchTableHoldsItsFourTransitionsAndNoOthers() {
        for (BranchStatus from : BranchStatus.values()) {
            for (BranchStatus.Event event : BranchStatus.Event.values()) {
                BranchStatus to = expected(from, event);
                if (to == null) {
                    assertThatThrownBy(() -> from.on(event))
                            .isInstanceOf(InvariantBroken.class)
                            .hasMessageContaining(from.name())
                            .hasMessageContaining(event.name());
                } else {
                    assertThat(from.on(event)).isEqualTo(to);
                }
            }
        }
    }

    @Test
    void onlyTheStatesWithoutAWayOutAreFinal() {
        for (TransactionStatus status : TransactionStatus.values()) {
            boolean leads = false;
            for (TransactionStatus.Event event : TransactionStatus.Event.values()) {
                leads |= expected(status, event) != null;
            }
            assertThat(status.isFinal()).as(status.name()).isEqualTo(!leads);
        }
        assertThat(TransactionStatus.after(Decision.COMMIT)).isEqualTo(TransactionStatus.CONFIRMED);
        assertThat(TransactionStatus.after(Decision.CANCEL)).isEqualTo(TransactionStatus.CANCELLED);
    }

    private static TransactionStatus expected(TransactionStatus from, TransactionStatus.Event event) {
        return switch (from.name() + " " + event.name()) {
            case "TRYING COMMIT_DECIDED" -> TransactionStatus.CONFIRMING;
            case "TRYING CANCEL_DECIDED" -> TransactionStatus.CANCELLING;
            case "CONFIRMING ALL_ACKNOWLEDGED" -> TransactionStatus.CONFIRMED;
            case "CANCELLING ALL_ACKNOWLEDGED" -> TransactionStatus.CANCELLED;
            default -> null;
        };
    }

    private static BranchStatus expected(BranchStatus from, BranchStatus.Event event) {
        return switch (from.name() + " " + event.name()) {
            case "REGISTERED COMMIT_DECIDED" -> BranchStatus.CONFIRMING;
            case "REGISTERED CANCEL_DECIDED" -> BranchStatus.CANCELLING;
            case "CONFIRMING ACKNOWLEDGED" -> BranchStatus.CONFIRMED;
            case "CANCELLING ACKNOWLEDGED" -> BranchStatus.CANCELLED;
            default -> null;
        };
    }
}
