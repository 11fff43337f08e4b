// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory all half received frames together may come to claim: without it, as many large ones as there are
 * connections could be begun and none finished (I25). Safe for any thread.
 */
final class ReceiveBudget {
    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    ReceiveBudget(long limit) {
        this.limit = limit;
    }

    /** @return false, having taken nothing, if there is not so much left */
    boolean take(int bytes) {
        if (taken.addAndGet(bytes) <= limit) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void giveBack(int bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
