// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;

/**
 * Cuts the stream into frames. Looks at the first bytes as soon as they are there, so that what is no Seata frame is not
 * waited for, and a frame over the limit not collected. After the first bad byte it eats everything. Used by the
 * connection's event loop only.
 */
final class FrameDecoder extends LengthFieldBasedFrameDecoder {
    private static final int FULL_LENGTH_AT = 3;
    /** Frames up to this size count for nothing: so much per connection is there anyway. */
    private static final int SMALL_FRAME_BYTES = 4096;

    private final ReceiveBudget budget;
    private int limit;
    private int taken;
    private boolean broken;
    private boolean held;

    /**
     * @param limit the largest frame taken at first, in bytes
     * @param mostEver what {@link #limitTo} may raise it to
     * @param budget what all connections may have half received together
     */
    FrameDecoder(int limit, int mostEver, ReceiveBudget budget) {
        super(mostEver, FULL_LENGTH_AT, 4, -(FULL_LENGTH_AT + 4), 0);
        this.limit = limit;
        this.budget = budget;
    }

    void limitTo(int bytes) {
        limit = bytes;
    }

    /** Gives out no frame from now on; what has been received stays here. */
    void hold() {
        held = true;
    }

    /** Gives out what was held, and goes on. */
    void release(ChannelHandlerContext ctx) throws Exception {
        held = false;
        channelRead(ctx, Unpooled.EMPTY_BUFFER);
        channelReadComplete(ctx);
    }

    @Override
    protected Object decode(ChannelHandlerContext ctx, ByteBuf in) throws Exception {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return null;
        }
        if (held) {
            return null;
        }
        String problem = problem(in);
        if (problem != null) {
            broken = true;
            in.skipBytes(in.readableBytes());
            throw new MalformedMessage(problem);
        }
        Object frame = super.decode(ctx, in);
        if (frame != null) {
            giveBack();
        }
        return frame;
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        giveBack();
    }

    private void giveBack() {
        budget.giveBack(taken);
        taken = 0;
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
        if (fullLength > limit) {
            return "a frame of " + fullLength + " bytes is over the limit of " + limit;
        }
        boolean claims = fullLength > SMALL_FRAME_BYTES && fullLength > there && taken == 0;
        if (claims && !budget.take(fullLength)) {
            return "a frame of " + fullLength + " bytes, while too much is half received"
                    + " (holdfast.seata.max-half-received-bytes)";
        }
        taken = claims ? fullLength : taken;
        return null;
    }
}
