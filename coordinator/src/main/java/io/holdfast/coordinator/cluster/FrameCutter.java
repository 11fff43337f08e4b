// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;

/**
 * Cuts the stream into {@link Frame}s. Until the peer has proven who it is, only frames as long as that takes
 * are collected. After the first bad byte it eats everything. Used by the connection's event loop only.
 */
final class FrameCutter extends LengthFieldBasedFrameDecoder {
    private static final int LENGTH_BYTES = 4;

    private int limit = Gathered.HEAD_BYTES + Handshake.LARGEST_BYTES;
    private boolean broken;

    FrameCutter(int mostEver) {
        super(mostEver + LENGTH_BYTES, 0, LENGTH_BYTES, 0, LENGTH_BYTES);
    }

    void limitTo(int bytes) {
        limit = bytes;
    }

    @Override
    protected Object decode(ChannelHandlerContext ctx, ByteBuf in) throws Exception {
        if (!broken && in.readableBytes() >= LENGTH_BYTES) {
            int length = in.getInt(in.readerIndex());
            broken = length < Gathered.HEAD_BYTES || length > limit;
            if (broken) {
                in.skipBytes(in.readableBytes());
                throw new BadFrame("a frame of " + length + " bytes (" + Gathered.HEAD_BYTES + " to " + limit
                        + " are taken): not a coordinator, or one of another version");
            }
        }
        if (broken) {
            in.skipBytes(in.readableBytes());
            return null;
        }
        ByteBuf frame = (ByteBuf) super.decode(ctx, in);
        if (frame == null) {
            return null;
        }
        try {
            return new Frame(frame);
        } finally {
            frame.release();
        }
    }
}
