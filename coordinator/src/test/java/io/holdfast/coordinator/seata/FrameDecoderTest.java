// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
    private final ReceiveBudget budget = new ReceiveBudget(20_000);
    private final FrameDecoder decoder = new FrameDecoder(8_000, 16_000, budget);
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

    @Test
    void framesAreFoundHoweverTheyAreCut() {
        byte[] first = frame(30);
        byte[] second = frame(5000);
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        for (int cut = 0; cut <= both.length; cut++) {
            channel.writeInbound(Unpooled.copiedBuffer(both, 0, cut));
            channel.writeInbound(Unpooled.copiedBuffer(both, cut, both.length - cut));
            assertThat(next()).isEqualTo(first);
            assertThat(next()).isEqualTo(second);
            assertThat(budget.taken()).isZero();
        }
    }

    @Test
    void largeHalfFrameCountsUntilItIsWholeOrGone() {
        byte[] large = frame(7_000);
        channel.writeInbound(Unpooled.copiedBuffer(large, 0, 100));
        channel.writeInbound(Unpooled.copiedBuffer(large, 100, 100));
        assertThat(budget.taken()).isEqualTo(7_000);
        channel.writeInbound(Unpooled.copiedBuffer(large, 200, 6_800));
        assertThat(budget.taken()).isZero();
        channel.writeInbound(Unpooled.copiedBuffer(large, 0, 100));
        assertThat(channel.finishAndReleaseAll()).isTrue();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void limitMayBeRaised() {
        decoder.limitTo(16_000);
        channel.writeInbound(Unpooled.copiedBuffer(frame(16_000)));
        assertThat(next()).hasSize(16_000);

        assertThatThrownBy(() -> channel.writeInbound(Unpooled.copiedBuffer(frame(16_001))))
                .hasCauseInstanceOf(MalformedMessage.class);
    }

    @Test
    void afterOneBadByteNothingIsRead() {
        assertThatThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {1, 2})))
                .hasCauseInstanceOf(MalformedMessage.class);
        channel.writeInbound(Unpooled.copiedBuffer(frame(30)));

        assertThat(channel.inboundMessages()).isEmpty();
    }

    private byte[] next() {
        ByteBuf frame = channel.readInbound();
        byte[] bytes = new byte[frame.readableBytes()];
        frame.readBytes(bytes);
        frame.release();
        return bytes;
    }

    private static byte[] frame(int bytes) {
        byte[] body = new byte[bytes - FrameType.HEAD_BYTES];
        new Random(bytes).nextBytes(body);
        return StockFrame.bytes(FrameType.REQUEST, 1, 0, 7, Map.of(), body);
    }
}
