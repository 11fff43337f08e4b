// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.relay;

/**
 * Frames of HTTP/2 (RFC 9113, section 4.1): {@code length 3 | type 1 | flags 1 | stream 4}. A message ends with the flag
 * END_STREAM on DATA or HEADERS.
 */
final class HttpTwoFrames implements FrameCounter {
    private static final int HEAD_BYTES = 9;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int END_STREAM = 1;

    /** {@code PRI * HTTP/2.0 ...}, which a client sends before its first frame; no frame begins with a P. */
    private static final int PREFACE_BYTES = 24;

    private final FrameHead head = new FrameHead(HEAD_BYTES);

    @Override
    public int feed(byte[] bytes, int length) {
        int messages = 0;
        int at = 0;
        while (at < length) {
            at = head.take(bytes, at, length);
            if (!head.isWhole()) {
                continue;
            }
            if (head.number(0, 3) == (('P' << 16) | ('R' << 8) | 'I')) {
                head.skip(PREFACE_BYTES - HEAD_BYTES);
                continue;
            }
            int type = head.number(3, 1);
            if ((type == DATA || type == HEADERS) && (head.number(4, 1) & END_STREAM) != 0) {
                messages++;
            }
            head.skip(head.number(0, 3));
        }
        return messages;
    }
}
