// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

/**
 * How a lane works.
 *
 * @param inboxCapacity inputs that may wait; more are refused as BUSY
 * @param maxBatch inputs that are taken into one append at most; so many records wait for no more company
 * @param lazyMillis how long a record that nothing depends on may wait for company
 * @param retryMillis how long a halted lane waits before it tries to recover; doubles up to eight times that while it
 *     goes on failing, because every try uses up an epoch
 * @param lookUpCapacity questions about ended transactions that may wait; more are refused as BUSY
 * @param renewMillis after how long without a write the lane writes nothing at all, which proves that it is still its
 *     owner's; 0 if nobody else can take it
 */
public record LaneSettings(
        int inboxCapacity, int maxBatch, long lazyMillis, long retryMillis, int lookUpCapacity, long renewMillis) {
    /** Of a lane that nobody else can take. */
    public LaneSettings(int inboxCapacity, int maxBatch, long lazyMillis, long retryMillis, int lookUpCapacity) {
        this(inboxCapacity, maxBatch, lazyMillis, retryMillis, lookUpCapacity, 0);
    }

    public LaneSettings {
        if (inboxCapacity < 2
                || maxBatch < 1
                || lazyMillis < 0
                || retryMillis < 1
                || lookUpCapacity < 1
                || renewMillis < 0) {
            throw new IllegalArgumentException("a lane's settings must be positive: " + inboxCapacity + ", " + maxBatch
                    + ", " + lazyMillis + ", " + retryMillis + ", " + lookUpCapacity + ", " + renewMillis);
        }
    }

    /** @param haltsInARow how often the lane has halted before without having written anything in between */
    long retryMillis(int haltsInARow) {
        return retryMillis << Math.min(haltsInARow, 3);
    }
}
