// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * The frames that are to leave a connection with the next flush. Used by its event loop only.
 *
 * <p>A frame is {@code length (4 bytes, of all that follows) | kind (1) | request id (8) | body}.
 */
// Of a failed write the channel itself tells (exceptionCaught, channelInactive); the futures say nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class Gathered {
    static final int HEAD_BYTES = 1 + Long.BYTES;
    private static final int FIRST_BYTES = 1024;
    /** Beyond this the channel gets what there is, so that it can say when it has enough. */
    private static final int PIECE_BYTES = 64 << 10;

    private final Channel channel;
    private ByteBuf out;
    private boolean written;

    Gathered(Channel channel) {
        this.channel = channel;
    }

    void add(int kind, long id) {
        add(kind, id, new byte[0]);
    }

    void add(int kind, long id, byte[] body) {
        if (out == null) {
            out = channel.alloc().ioBuffer(FIRST_BYTES);
        }
        out.writeInt(HEAD_BYTES + body.length).writeByte(kind).writeLong(id).writeBytes(body);
        if (out.readableBytes() >= PIECE_BYTES) {
            write();
        }
    }

    private void write() {
        ByteBuf taken = out;
        out = null;
        written = true;
        channel.write(taken, channel.voidPromise());
    }

    void flush() {
        if (out != null) {
            write();
        }
        if (written) {
            written = false;
            channel.flush();
        }
    }

    void release() {
        if (out != null) {
            out.release();
            out = null;
        }
    }
}
