// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;

/**
 * Cuts the stream into frames. Looks at the first bytes as soon as they are there, so that what is no Seata frame is not
 * waited for, and a frame over the limit not collected. After the first bad byte it eats everything. Used by the
 * connection's event loop only.
 */
final class FrameDecoder extends LengthFieldBasedFrameDecoder {
    private static final int FULL_LENGTH_AT = 3;

    private int limit;
    private boolean broken;

    /**
     * @param limit the largest frame taken at first, in bytes
     * @param mostEver what {@link #limitTo} may raise it to
     */
    FrameDecoder(int limit, int mostEver) {
        super(mostEver, FULL_LENGTH_AT, 4, -(FULL_LENGTH_AT + 4), 0);
        this.limit = limit;
    }

    void limitTo(int bytes) {
        limit = bytes;
    }

    @Override
    protected Object decode(ChannelHandlerContext ctx, ByteBuf in) throws Exception {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return null;
        }
        String problem = problem(in);
        if (problem != null) {
            broken = true;
            in.skipBytes(in.readableBytes());
            throw new MalformedMessage(problem);
        }
        return super.decode(ctx, in);
    }

    private String problem(ByteBuf in) {
        int at = in.readerIndex();
        int there = in.readableBytes();
        if (there >= 2 && in.getUnsignedShort(at) != FrameType.MAGIC) {
            return "the bytes are not Seata's protocol (no DA DA)";
        }
        if (there >= 3 && in.getByte(at + 2) == 0) {
            return "protocol version 0, of clients up to 0.7, is not served";
        }
        if (there < FULL_LENGTH_AT + 4) {
            return null;
        }
        int fullLength = in.getInt(at + FULL_LENGTH_AT);
        if (fullLength < FrameType.HEAD_BYTES) {
            return "a frame of " + fullLength + " bytes is shorter than its own head";
        }
        return fullLength > limit ? "a frame of " + fullLength + " bytes is over the limit of " + limit : null;
    }
}
