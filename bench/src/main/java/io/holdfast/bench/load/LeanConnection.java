// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A non-blocking connection that reads whatever is there, hands over whole frames, and sends what was written meanwhile in
 * one piece. Used by its client's loop alone.
 */
final class LeanConnection implements AutoCloseable {
    private static final int FIRST_BYTES = 256 * 1024;

    /** More than any frame that is sent takes. */
    private static final int ROOM = 4096;

    /** Takes a frame's body; the position is behind the head, the limit at the frame's end. */
    interface FrameReader {
        void frame(LeanConnection from, byte type, int id, ByteBuffer body);
    }

    private final SocketChannel channel;
    private final SelectionKey key;
    private ByteBuffer in = ByteBuffer.allocateDirect(FIRST_BYTES);
    private ByteBuffer out = ByteBuffer.allocateDirect(FIRST_BYTES);

    private LeanConnection(SocketChannel channel, SelectionKey key) {
        this.channel = channel;
        this.key = key;
    }

    static LeanConnection open(InetSocketAddress address, Selector selector) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.connect(address);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            return new LeanConnection(channel, channel.register(selector, SelectionKey.OP_READ));
        } catch (IOException broken) {
            channel.close();
            throw new IOException("cannot connect to " + address + ": " + broken.getMessage(), broken);
        }
    }

    /** Where the next frame is to be written; there is room for one. */
    ByteBuffer out() {
        if (out.remaining() < ROOM) {
            ByteBuffer larger = ByteBuffer.allocateDirect(2 * out.capacity());
            out = larger.put(out.flip());
        }
        return out;
    }

    /** @throws IOException if the connection is gone */
    void read(FrameReader reader) throws IOException {
        int count = channel.read(in);
        if (count < 0) {
            throw new EOFException("it closed the connection");
        }
        in.flip();
        int end = in.limit();
        int start = 0;
        int length = Frames.HEAD_BYTES;
        while (end - start >= Frames.HEAD_BYTES) {
            in.limit(end);
            length = in.getInt(start + Frames.FULL_LENGTH_AT);
            if (end - start < length) {
                break;
            }
            in.limit(start + length).position(start + in.getShort(start + Frames.HEAD_LENGTH_AT));
            reader.frame(this, in.get(start + Frames.TYPE_AT), in.getInt(start + Frames.ID_AT), in);
            start += length;
        }
        in.limit(end).position(start);
        in = length > in.capacity() ? ByteBuffer.allocateDirect(2 * length).put(in) : in.compact();
    }

    /** Sends what there is, as far as it can be sent now; the rest when the selector says so. */
    void flush() throws IOException {
        if (out.position() > 0 && channel.isOpen()) {
            out.flip();
            channel.write(out);
            out.compact();
            key.interestOps(out.position() > 0 ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
