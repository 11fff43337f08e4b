// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What a front must not leave out is missed at the front: a lane that stumbled over it would stop for everybody. */
class FactsTest {
    @Test
    void aMissingFactOfABeginIsNamed() {
        assertThatThrownBy(() -> new BeginFacts(null, "", "", 0)).hasMessage("name");
        assertThatThrownBy(() -> new BeginFacts("", null, "", 0)).hasMessage("application");
        assertThatThrownBy(() -> new BeginFacts("", "", null, 0)).hasMessage("group");
    }

    @Test
    void aMissingFactOfABranchIsNamedAndMissingDataIsFine() {
        assertThatThrownBy(() -> new BranchFacts(null, "", "", "", "")).hasMessage("type");
        assertThatThrownBy(() -> new BranchFacts(BranchType.TCC, null, "", "", ""))
                .hasMessage("resourceId");
        assertThatThrownBy(() -> new BranchFacts(BranchType.TCC, "", null, "", ""))
                .hasMessage("application");
        assertThatThrownBy(() -> new BranchFacts(BranchType.TCC, "", "", null, ""))
                .hasMessage("clientId");
        assertThat(new BranchFacts(BranchType.TCC, "", "", "", null).applicationData())
                .isNull();
    }

    @Test
    void aFailureWithoutAReasonSaysSo() {
        assertThat(new CallResult.Retry(null).error()).isEqualTo("no reason given");
        assertThat(new CallResult.Retry("").error()).isEmpty();
    }
}
