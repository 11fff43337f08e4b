// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.relay;

/** The first bytes of each frame of a stream, however it arrives in pieces. One thread. */
final class FrameHead {
    private final byte[] head;
    private int filled;
    private long toSkip;

    FrameHead(int size) {
        head = new byte[size];
    }

    /**
     * Takes bytes up to the end of the next head.
     *
     * @return where the bytes that were not taken begin
     */
    int take(byte[] bytes, int from, int length) {
        int at = from;
        if (filled == head.length) {
            filled = 0;
        }
        int skipped = (int) Math.min(toSkip, length - at);
        toSkip -= skipped;
        at += skipped;
        int wanted = Math.min(head.length - filled, length - at);
        System.arraycopy(bytes, at, head, filled, wanted);
        filled += wanted;
        return at + wanted;
    }

    boolean isWhole() {
        return filled == head.length;
    }

    /** Bytes between this head and the next one. */
    void skip(long bytes) {
        toSkip = bytes;
    }

    /** An unsigned number of up to four bytes. */
    int number(int at, int bytes) {
        int number = 0;
        for (int i = 0; i < bytes; i++) {
            number = (number << 8) | (head[at + i] & 0xff);
        }
        return number;
    }
}
