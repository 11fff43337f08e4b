// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Counting, however the bytes arrive. */
final class TrafficTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private void seataFrame(int type, int bodyBytes) {
        ByteBuffer frame = ByteBuffer.allocate(16 + bodyBytes);
        frame.putShort((short) 0xDADA)
                .put((byte) 1)
                .putInt(16 + bodyBytes)
                .putShort((short) 16)
                .put((byte) type);
        bytes.writeBytes(frame.array());
    }

    private void httpTwoFrame(int type, int flags, int bodyBytes) {
        ByteBuffer frame = ByteBuffer.allocate(9 + bodyBytes);
        frame.put((byte) (bodyBytes >> 16))
                .putShort((short) bodyBytes)
                .put((byte) type)
                .put((byte) flags);
        bytes.writeBytes(frame.array());
    }

    private void dubboFrame(int flags, int bodyBytes) {
        ByteBuffer frame = ByteBuffer.allocate(16 + bodyBytes);
        frame.putShort((short) 0xDABB)
                .put((byte) flags)
                .put((byte) 20)
                .putLong(7)
                .putInt(bodyBytes);
        bytes.writeBytes(frame.array());
    }

    private void assertCounted(Traffic traffic, int messages) {
        byte[] all = bytes.toByteArray();
        for (int piece : new int[] {1, 7, 10, all.length}) {
            FrameCounter counter = traffic.counter();
            int counted = 0;
            for (int at = 0; at < all.length; at += piece) {
                int length = Math.min(piece, all.length - at);
                byte[] part = new byte[length];
                System.arraycopy(all, at, part, 0, length);
                counted += counter.feed(part, length);
            }
            assertThat(counted).as("in pieces of %d bytes", piece).isEqualTo(messages);
        }
    }

    @Test
    void seataFramesAreCountedAndHeartbeatsAreNot() {
        seataFrame(0, 20);
        seataFrame(3, 0);
        seataFrame(1, 0);
        seataFrame(4, 0);
        seataFrame(2, 300);
        assertCounted(Traffic.SEATA, 3);
    }

    @Test
    void anHttpTwoMessageEndsWithItsStreamAndThePrefaceIsNone() {
        bytes.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        httpTwoFrame(4, 1, 18); // SETTINGS with ACK, the same bit
        httpTwoFrame(1, 4, 100); // HEADERS
        httpTwoFrame(0, 0, 300); // DATA
        httpTwoFrame(0, 1, 0); // DATA, the end
        httpTwoFrame(6, 1, 8); // PING with ACK
        httpTwoFrame(1, 5, 30); // HEADERS, the end
        assertCounted(Traffic.HTTP_2, 2);
    }

    @Test
    void anHttpOneMessageNamesItsVersionOnce() {
        bytes.writeBytes("POST /v1/transactions HTTP/1.1\r\nHost: HTTHTTP\r\n\r\n{}HTTP/1.1 200 OK\r\n\r\n{}"
                .getBytes(StandardCharsets.US_ASCII));
        assertCounted(Traffic.HTTP_1, 2);
    }

    @Test
    void dubboFramesAreCountedAndEventsAreNot() {
        dubboFrame(0xC2, 300); // a request that wants an answer
        dubboFrame(0xE2, 1); // a heartbeat, and its answer
        dubboFrame(0x22, 1);
        dubboFrame(0x02, 0); // an answer
        assertCounted(Traffic.DUBBO, 2);
    }
}
