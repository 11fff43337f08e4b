// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5 * SECOND); // as any, nanoTime may wrap
    private final LoginThrottle throttle = new LoginThrottle(nanos::get);

    private void exhaust(String user, String address) {
        for (int i = 0; i < LoginThrottle.AT_ONCE; i++) {
            assertThat(throttle.take(user, address)).isZero();
        }
    }

    @Test
    void tenAttemptsAreFreeAndThenOneEverySixSeconds() {
        exhaust("u", "a");
        assertThat(throttle.take("u", "a")).isEqualTo(6);
        nanos.addAndGet(4 * SECOND);
        assertThat(throttle.take("u", "a")).isEqualTo(2);
        nanos.addAndGet(2 * SECOND);
        assertThat(throttle.take("u", "a")).isZero();
        assertThat(throttle.take("u", "a")).isEqualTo(6);
        nanos.addAndGet(600 * SECOND);
        exhaust("u", "a");
        assertThat(throttle.take("u", "a")).as("rest is not saved up").isEqualTo(6);
    }

    @Test
    void aUserIsSparedFromManyAddressesAndAnAddressFromManyUsers() {
        for (int i = 0; i < LoginThrottle.AT_ONCE; i++) {
            assertThat(throttle.take("u", "10.0.0." + i)).isZero();
            assertThat(throttle.take("u" + i, "10.1.1.1")).isZero();
        }
        assertThat(throttle.take("u", "10.0.0.99")).isPositive();
        assertThat(throttle.take("u99", "10.1.1.1")).isPositive();
        assertThat(throttle.take("u99", "10.0.0.99")).isZero();
    }

    @Test
    void oneNetworkOfIpv6IsOneAddress() {
        exhaust("u", "2001:db8:0:1:0:0:0:1");
        assertThat(throttle.take("v", "2001:db8:0:1:9:8:7:6")).isPositive();
        assertThat(throttle.take("v", "2001:db8:0:2:0:0:0:1")).isZero();
    }

    @Test
    void whoWasRightHasNotUsedAnAttempt() {
        for (int i = 0; i < 100; i++) {
            assertThat(throttle.take("u", "a")).isZero();
            throttle.giveBack("u", "a");
        }
        exhaust("u", "a");
    }

    @Test
    void memoryIsBounded() {
        for (int i = 0; i < 3 * LoginThrottle.MOST_REMEMBERED; i++) {
            throttle.take("u" + i, "a" + i);
        }
        assertThat(throttle.remembered()).isEqualTo(LoginThrottle.MOST_REMEMBERED);
    }
}
