// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.BranchRegistered;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedTextsTest {
    private final SharedTexts texts = new SharedTexts();

    /** As a reader makes it: each text is one of its own. */
    private static Begun begun(long number) {
        BeginFacts facts = new BeginFacts(fresh("order"), fresh("shop"), fresh("group"), 60_000);
        return new Begun(TransactionId.of(0, 1, number), number, fresh("127.0.0.1:8091"), facts);
    }

    private static BranchRegistered registered(long number) {
        BranchFacts facts = new BranchFacts(
                BranchType.TCC, fresh("stock"), fresh("shop"), fresh("shop:127.0.0.1:5000"), fresh("{}"));
        return new BranchRegistered(TransactionId.of(0, 1, number), 1, number, number + 1, facts);
    }

    private static String fresh(String text) {
        return String.valueOf(text.toCharArray());
    }

    @Test
    void recordsSayWhatTheySaid() {
        for (LogRecord record :
                List.of(begun(1), registered(2), new LogRecord.BranchParked(TransactionId.of(0, 1, 3), 2, 5, 7))) {
            assertThat(texts.of(record)).isEqualTo(record);
        }
    }

    @Test
    void namesAreHeldOnceAndDataByEachBranch() {
        Begun first = (Begun) texts.of(begun(1));
        Begun second = (Begun) texts.of(begun(2));
        assertThat(second.address()).isSameAs(first.address());
        assertThat(second.facts().name()).isSameAs(first.facts().name());
        BranchRegistered branch = (BranchRegistered) texts.of(registered(3));
        BranchRegistered other = (BranchRegistered) texts.of(registered(4));
        assertThat(branch.facts().application()).isSameAs(first.facts().application());
        assertThat(other.facts().clientId()).isSameAs(branch.facts().clientId());
        assertThat(other.facts().applicationData()).isNotSameAs(branch.facts().applicationData());
    }

    @Test
    void itForgetsWhatHasNotComeForLong() {
        String before = texts.of(begun(1).facts()).name();
        for (int i = 0; i < 10_000; i++) {
            texts.of(new BeginFacts("name " + i, "shop", "group", 0));
        }
        assertThat(texts.of(begun(2).facts()).name()).isEqualTo(before).isNotSameAs(before);
    }
}
