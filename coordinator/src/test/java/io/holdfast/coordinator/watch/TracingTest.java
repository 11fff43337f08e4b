// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.Xid;
import io.holdfast.coordinator.port.Traces;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept of traces while they grow; what is sent is WatchIT's. Nobody listens at the address here. */
class TracingTest {
    private static final String CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String UNDECIDED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

    private final Tracing tracing = new Tracing(new TracesSettings("http://127.0.0.1:9/v1/traces", 1.0), "a");

    @AfterEach
    void stop() {
        tracing.close();
    }

    private static BranchCall call(Shop order) {
        BranchFacts facts = new BranchFacts(BranchType.TCC, "stock", "inventory", "inventory:1.2.3.4:5", "{}");
        return new BranchCall(new Xid(Shop.ADDRESS, order.id), order.branchId, facts, Phase.CONFIRM, 1, 0);
    }

    private String traceOf(Shop order) {
        String traceParent = tracing.calls(call(order)).traceParent();
        assertThat(traceParent).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
        return traceParent.substring(3, 35);
    }

    @Test
    void transactionIsKeptFromItsBeginToItsEnd() {
        Shop order = new Shop(0, 1);
        order.begins(1_000).forEach(tracing::appended);
        assertThat(tracing.open()).isEqualTo(1);
        tracing.submitted(new Xid(Shop.ADDRESS, order.id), CALLER);
        assertThat(traceOf(order)).isEqualTo(CALLER.substring(3, 35));
        order.decides(Decision.COMMIT, Cause.TRIED).forEach(tracing::appended);
        order.ends(Decision.COMMIT, Cause.TRIED).forEach(tracing::appended);
        assertThat(tracing.open()).isZero();
    }

    @Test
    void whatOtherNodesHaveAndWhatNeverHasABranchIsNotKept() {
        for (int number = 1; number <= 1_000; number++) {
            Xid elsewhere = new Xid("b:1", TransactionId.of(7, 1, number));
            tracing.submitted(elsewhere, CALLER);
            tracing.begun(elsewhere, CALLER);
        }
        assertThat(tracing.open()).isZero();
    }

    @Test
    void whatItsCallerDrivesIsATraceOfItsOwn() {
        Shop order = new Shop(0, 1);
        tracing.begun(new Xid(Shop.ADDRESS, order.id), CALLER);
        order.begins(1_000).forEach(tracing::appended);
        assertThat(traceOf(order)).isNotEqualTo(CALLER.substring(3, 35));
    }

    @Test
    void whatComesAsTraceContextAndIsNoneIsTakenForNone() {
        for (String wrong :
                new String[] {null, "", "x", CALLER + "\n", "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01"}) {
            Shop order = new Shop(0, 1);
            order.begins(1_000).forEach(tracing::appended);
            tracing.submitted(new Xid(Shop.ADDRESS, order.id), wrong);
            assertThat(traceOf(order)).isNotEqualTo(CALLER.substring(3, 35));
            order.decides(Decision.COMMIT, Cause.TRIED).forEach(tracing::appended);
            order.ends(Decision.COMMIT, Cause.TRIED).forEach(tracing::appended);
        }
    }

    @Test
    void callerDecidesWhetherItIsTraced() {
        Shop order = new Shop(0, 1);
        order.begins(1_000).forEach(tracing::appended);
        tracing.submitted(new Xid(Shop.ADDRESS, order.id), UNDECIDED);
        Traces.Call call = tracing.calls(call(order));
        assertThat(call.traceParent()).startsWith(UNDECIDED.substring(0, 35)).endsWith("-00");
    }
}
