// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.relay;

/**
 * Frames of the dubbo protocol: {@code DA BB | flags 1 | status 1 | id 8 | body length 4 | body}. Heartbeats, which are events
 * by their flags, are no messages.
 */
final class DubboFrames implements FrameCounter {
    private static final int HEAD_BYTES = 16;
    private static final int FLAGS_AT = 2;
    private static final int EVENT = 0x20;
    private static final int BODY_LENGTH_AT = 12;

    private final FrameHead head = new FrameHead(HEAD_BYTES);

    @Override
    public int feed(byte[] bytes, int length) {
        int messages = 0;
        int at = 0;
        while (at < length) {
            at = head.take(bytes, at, length);
            if (head.isWhole()) {
                messages += (head.number(FLAGS_AT, 1) & EVENT) == 0 ? 1 : 0;
                head.skip(head.number(BODY_LENGTH_AT, 4));
            }
        }
        return messages;
    }
}
