// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.Xid;
import io.holdfast.coordinator.port.CallMeter;
import org.junit.jupiter.api.Test;

class PendingCallsTest {
    private static final String XID = "h:1:5";
    private static final BranchFacts FACTS = new BranchFacts(BranchType.TCC, "r", "a", "a:h:1", null);

    private final PendingCalls pending = new PendingCalls(2, 100);
    private final CallMeter meter = new CallMeter(0);

    @Test
    void onlyTheExpiredMakeRoom() {
        assertThat(pending.add(1, call(1), XID, meter, 0)).isTrue();
        assertThat(pending.add(2, call(2), XID, meter, 50)).isTrue();
        assertThat(pending.add(3, call(3), XID, meter, 99)).isFalse();
        assertThat(pending.add(4, call(4), XID, meter, 100)).isTrue();
        assertThat(pending.take(1, response(1, Phase.CONFIRM, XID))).isNull();
        assertThat(pending.take(2, response(2, Phase.CONFIRM, XID)))
                .extracting(PendingCalls.Pending::call)
                .isEqualTo(call(2));
    }

    @Test
    void clockThatWrapsDoesNotMatter() {
        assertThat(pending.add(1, call(1), XID, meter, Long.MAX_VALUE - 10)).isTrue();
        assertThat(pending.add(2, call(2), XID, meter, Long.MAX_VALUE)).isTrue();
        assertThat(pending.add(3, call(3), XID, meter, Long.MIN_VALUE + 50)).isFalse();
        assertThat(pending.add(3, call(3), XID, meter, Long.MIN_VALUE + 95)).isTrue();
    }

    @Test
    void responseTakesOnlyTheCallThatItIsAbout() {
        pending.add(1, call(1), XID, meter, 0);

        assertThat(pending.take(2, response(1, Phase.CONFIRM, XID))).isNull();
        assertThat(pending.take(1, response(2, Phase.CONFIRM, XID))).isNull();
        assertThat(pending.take(1, response(1, Phase.CANCEL, XID))).isNull();
        assertThat(pending.take(1, response(1, Phase.CONFIRM, "h:1:6"))).isNull();
        assertThat(pending.take(1, response(1, Phase.CONFIRM, XID)))
                .extracting(PendingCalls.Pending::call)
                .isEqualTo(call(1));
        assertThat(pending.take(1, response(1, Phase.CONFIRM, XID))).isNull();
    }

    @Test
    void drainGivesEveryCallOnceInOrder() {
        pending.add(2, call(2), XID, meter, 0);
        pending.add(1, call(1), XID, meter, 0);

        assertThat(pending.drain(0)).containsExactly(call(2), call(1));
        assertThat(pending.drain(0)).isEmpty();
    }

    @Test
    void whatIsNeverAnsweredCountsAsFailed() {
        pending.add(1, call(1), XID, meter, 0);
        pending.add(2, call(2), XID, meter, 50);
        pending.add(3, call(3), XID, meter, 120);
        pending.drain(130);

        assertThat(meter.figures(130).calls()).isEqualTo(3);
        assertThat(meter.figures(130).failures()).isEqualTo(3);
    }

    private static BranchCall call(long branch) {
        return new BranchCall(Xid.parse(XID), branch, FACTS, Phase.CONFIRM, 1, 0);
    }

    private static ClientMessage.BranchResult response(long branch, Phase phase, String xid) {
        return new ClientMessage.BranchResult(phase, true, "", xid, branch, 5);
    }
}
