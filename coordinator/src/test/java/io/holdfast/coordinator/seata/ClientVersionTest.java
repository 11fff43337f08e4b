// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientVersionTest {
    @ParameterizedTest
    @CsvSource({
        "0.7.0,          false, false, false",
        "0.7.1,          true,  false, false",
        "1.4.2,          true,  false, false",
        "1.6.1,          true,  false, false",
        "1.7.0,          true,  true,  false",
        "1.8.0.2,        true,  true,  false",
        "2.2.0,          true,  true,  false",
        "2.3.0-SNAPSHOT, true,  true,  true",
        "2.10,           true,  true,  true"
    })
    void behaviourFollowsTheVersion(String text, boolean spokenTo, boolean checksOutcome, boolean oneByOne) {
        ClientVersion version = ClientVersion.parse(text);

        assertThat(version.isSpokenTo()).isEqualTo(spokenTo);
        assertThat(version.checksOutcome()).isEqualTo(checksOutcome);
        assertThat(version.takesMergedAnswersOneByOne()).isEqualTo(oneByOne);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "v1.2.3", "1.2.3 ", "1..2", "12345.0.0", "1.2.3\n", "１.２.３"})
    void otherTextsAreNoVersion(String text) {
        assertThat(ClientVersion.parse(text)).isNull();
    }

    @Test
    void numbersAreComparedAsNumbers() {
        assertThat(ClientVersion.parse("1.10.0")).isGreaterThan(ClientVersion.parse("1.9.9"));
        assertThat(ClientVersion.parse("2.0.0")).isGreaterThan(ClientVersion.parse("1.99.99"));
        assertThat(ClientVersion.parse("2.0.1")).isGreaterThan(ClientVersion.parse("2.0"));
    }
}
