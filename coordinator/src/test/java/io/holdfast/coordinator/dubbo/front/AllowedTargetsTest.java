// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedTargetsTest {
    private static AllowedTargets of(String... rules) {
        return AllowedTargets.of(List.of(rules));
    }

    private static void assertAllowed(AllowedTargets targets, String... hosts) {
        for (String host : hosts) {
            assertThat(targets.refusal(host, 8080)).as(host).isNull();
        }
    }

    private static void assertRefused(AllowedTargets targets, String... hosts) {
        for (String host : hosts) {
            assertThat(targets.refusal(host, 8080)).as(host).isNotNull();
        }
    }

    @Test
    void loopbackAndPrivateAddressesHaveNames() {
        AllowedTargets usual = of("loopback", "private");

        assertAllowed(usual, "127.0.0.1", "127.8.9.10", "localhost", "[::1]", "::1");
        assertAllowed(usual, "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.7.7", "[fd00::17]");
        assertRefused(usual, "8.8.8.8", "172.32.0.1", "[2001:db8::1]", "0.0.0.0");
    }

    /** Where a cloud keeps the credentials of the machine. */
    @Test
    void linkLocalAddressesAreNeitherHoweverTheyAreWritten() {
        assertRefused(
                of("loopback", "private"), "169.254.169.254", "[::ffff:169.254.169.254]", "[fe80::1]", "2852039166");
    }

    @Test
    void loopbackIsFoundHoweverItIsWritten() {
        assertRefused(of("10.0.0.0/8"), "127.0.0.1", "2130706433", "[::ffff:127.0.0.1]", "localhost");
    }

    @Test
    void rangesEndWhereTheySay() {
        assertAllowed(of("10.1.0.0/15"), "10.0.0.1", "10.1.255.255");
        assertRefused(of("10.1.0.0/15"), "10.2.0.0", "[fd00::1]");
        assertAllowed(of("10.1.2.3"), "10.1.2.3");
        assertRefused(of("10.1.2.3"), "10.1.2.4");
        assertAllowed(of("[fd00:1::]/32"), "[fd00:1::9]");
        assertRefused(of("[fd00:1::]/32"), "[fd00:2::9]");
        assertAllowed(of("0.0.0.0/0"), "8.8.8.8");
    }

    @Test
    void namesAreAllowedByNameWhateverTheirAddress() {
        AllowedTargets named = of("stock.example.org", "*.internal.example.org");

        assertAllowed(named, "stock.example.org", "STOCK.example.org", "a.b.internal.example.org");
        assertRefused(named, "internal.example.invalid", "xinternal.example.invalid", "127.0.0.1");
    }

    @Test
    void aNameThatDoesNotExistIsRefused() {
        assertThat(of("private").refusal("nowhere.invalid", 80)).isEqualTo("no such host: nowhere.invalid");
    }

    @Test
    void aPortNarrowsARule() {
        AllowedTargets oneport = of("loopback:8080", "any:443");

        assertThat(oneport.refusal("127.0.0.1", 8080)).isNull();
        assertThat(oneport.refusal("127.0.0.1", 8081))
                .isEqualTo("127.0.0.1:8081 is no target that holdfast.api.allowed-targets allows");
        assertThat(oneport.refusal("anything.example.org", 443)).isNull();
    }

    @Test
    void nothingAllowedIsNothingAllowed() {
        assertRefused(of(), "127.0.0.1", "10.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10.0.0.0/33", "host/8", "*", "a*b", "10.0.0.0/8/9", "fd00::1", "host:port", "http://host"})
    void whatCannotBeReadIsNoRule(String rule) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("loopback", rule))
                .withMessageContaining("holdfast.api.allowed-targets holds '" + rule);
    }
}
