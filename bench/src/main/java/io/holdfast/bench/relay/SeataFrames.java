// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.relay;

/** Seata's frames: {@code DA DA | version | full length 4 | head length 2 | type ...}. */
final class SeataFrames implements FrameCounter {
    private static final int FULL_LENGTH_AT = 3;
    private static final int TYPE_AT = 9;
    private static final int PING = 3;
    private static final int PONG = 4;

    private final FrameHead head = new FrameHead(TYPE_AT + 1);

    @Override
    public int feed(byte[] bytes, int length) {
        int messages = 0;
        int at = 0;
        while (at < length) {
            at = head.take(bytes, at, length);
            if (head.isWhole()) {
                int type = head.number(TYPE_AT, 1);
                messages += type == PING || type == PONG ? 0 : 1;
                head.skip(head.number(FULL_LENGTH_AT, 4) - (TYPE_AT + 1));
            }
        }
        return messages;
    }
}
