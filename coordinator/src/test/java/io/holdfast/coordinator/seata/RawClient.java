// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.apache.seata.core.protocol.AbstractIdentifyResponse;
import org.apache.seata.core.protocol.AbstractMessage;
import org.apache.seata.core.protocol.RegisterRMRequest;
import org.apache.seata.core.protocol.RegisterTMRequest;

/** A client on a blocking socket that can send anything, and reads with the stock client's codec. For one thread. */
public final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    static RawClient connect(int port) throws IOException {
        return connect(port, 1);
    }

    /** @param from the last byte of the local address that the server will see, 127.0.0.x */
    static RawClient connect(int port, int from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) from}), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        return new RawClient(socket);
    }

    public static RawClient caller(int port, String application, String version) throws IOException {
        RegisterTMRequest request = new RegisterTMRequest(application, "group");
        request.setVersion(version);
        return connect(port).registered(request);
    }

    public static RawClient participant(int port, int from, String application, String resources) throws IOException {
        RegisterRMRequest request = new RegisterRMRequest(application, "group");
        request.setVersion("2.6.0");
        request.setResourceIds(resources);
        return connect(port, from).registered(request);
    }

    private RawClient registered(AbstractMessage request) throws IOException {
        send(1, request);
        if (receive().body() instanceof AbstractIdentifyResponse response && response.isIdentified()) {
            return this;
        }
        throw new AssertionError("the registration was refused");
    }

    String address() {
        return socket.getLocalAddress().getHostAddress() + ':' + socket.getLocalPort();
    }

    public void send(int id, AbstractMessage message) throws IOException {
        sendBytes(StockFrame.bytes(FrameType.REQUEST, id, message));
    }

    public void sendResponse(int id, AbstractMessage message) throws IOException {
        sendBytes(StockFrame.bytes(FrameType.RESPONSE, id, message));
    }

    void ping(int id) throws IOException {
        sendBytes(StockFrame.bytes(FrameType.PING, id, null));
    }

    void sendBytes(byte... bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Waits for the next frame, ten seconds at most. */
    public StockFrame receive() throws IOException {
        byte[] start = new byte[7];
        in.readFully(start);
        int fullLength = ByteBuffer.wrap(start).getInt(3);
        byte[] frame = ByteBuffer.allocate(fullLength).put(start).array();
        in.readFully(frame, 7, fullLength - 7);
        return StockFrame.read(Unpooled.wrappedBuffer(frame));
    }

    /** Whether the server still serves this connection: it answers a ping, after whatever else it had to say. */
    boolean isServed() {
        try {
            ping(424_242);
            StockFrame frame = receive();
            while (frame.type() != FrameType.PONG || frame.id() != 424_242) {
                frame = receive();
            }
            return true;
        } catch (EOFException | SocketException closed) {
            return false;
        } catch (IOException broken) {
            throw new AssertionError("neither answered nor closed", broken);
        }
    }

    /** Waits, ten seconds at most, until the server closes this connection. */
    void awaitClosed() throws IOException {
        readUntilClosed();
    }

    /** How many bytes came before either side closed this connection; none may be missing for ten seconds. */
    long readUntilClosed() throws IOException {
        long bytes = 0;
        try {
            byte[] some = new byte[4096];
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                bytes += read;
            }
        } catch (SocketException reset) {
            // closed with bytes unread: closed all the same
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
