// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.relay;

/** Counts the messages in one direction of one connection. Fed by one thread, byte by byte in order. */
interface FrameCounter {
    /** @return how many messages have ended with these bytes */
    int feed(byte[] bytes, int length);
}
