// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;

/**
 * How many of one connection's requests lanes have taken and not answered. While they are too many, its frames are held
 * back and it is not read from: whoever asks faster than lanes answer waits, instead of filling the inboxes that everybody
 * shares (I25). Every request that a lane has taken is answered, so nobody waits for ever. Used by the connection's event
 * loop only.
 */
final class RequestsInFlight {
    private final int limit;
    private final FrameDecoder decoder;
    private int count;
    private boolean full;

    RequestsInFlight(int limit, FrameDecoder decoder) {
        this.limit = limit;
        this.decoder = decoder;
    }

    boolean isFull() {
        return full;
    }

    /** False if a single frame has brought more than waiting can make good. */
    boolean mayTake() {
        return count < 2 * limit;
    }

    void taken(Channel channel) {
        count++;
        if (!full && count >= limit) {
            full = true;
            decoder.hold();
            readOrPause(channel);
        }
    }

    void answered(Channel channel) {
        count--;
        if (full && count <= limit / 2) {
            full = false;
            readOrPause(channel);
            channel.eventLoop().execute(() -> goOn(channel)); // first the rest of what is answered just now
        }
    }

    void readOrPause(Channel channel) {
        channel.config().setAutoRead(channel.isWritable() && !full);
    }

    private void goOn(Channel channel) {
        ChannelHandlerContext ctx = channel.pipeline().context(decoder);
        if (full || ctx == null) {
            return; // filled again, or gone
        }
        try {
            decoder.release(ctx);
        } catch (Exception failure) {
            ctx.fireExceptionCaught(failure);
        }
    }
}
