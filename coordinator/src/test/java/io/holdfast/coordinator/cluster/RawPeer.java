// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;

/** One end of a connection between coordinators, byte by byte. */
final class RawPeer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    /** What came. */
    record Frame(int kind, long id, String body) {}

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private byte[] lastBody;

    RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    static RawPeer connect(int port) throws IOException {
        return new RawPeer(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Connects and proves that it knows the secret. */
    static RawPeer joined(int port, byte[] secret) throws IOException {
        RawPeer raw = connect(port);
        Handshake handshake = new Handshake(secret);
        byte[] mine = handshake.hello();
        raw.send(FrameKind.HELLO.number(), 0, mine);
        byte[] others = raw.body();
        raw.send(FrameKind.PROOF.number(), 0, handshake.proof(Handshake.Side.CALLER, mine, others));
        handshake.check(Handshake.Side.CALLED, mine, others, raw.body());
        return raw;
    }

    /** The other side of {@link #joined}. */
    void welcome(byte[] secret) throws IOException {
        Handshake handshake = new Handshake(secret);
        byte[] others = body();
        byte[] mine = handshake.hello();
        send(FrameKind.HELLO.number(), 0, mine);
        handshake.check(Handshake.Side.CALLER, others, mine, body());
        send(FrameKind.PROOF.number(), 0, handshake.proof(Handshake.Side.CALLED, others, mine));
    }

    void send(int kind, long id, byte[] body) throws IOException {
        out.write(bytes(kind, id, body));
    }

    void send(FrameKind kind, long id, String json) throws IOException {
        send(kind.number(), id, json.replace('\'', '"').getBytes(UTF_8));
    }

    void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    static byte[] bytes(int kind, long id, byte[] body) {
        return ByteBuffer.allocate(4 + 9 + body.length)
                .putInt(9 + body.length)
                .put((byte) kind)
                .putLong(id)
                .put(body)
                .array();
    }

    Frame read() throws IOException {
        int length = in.readInt();
        int kind = in.readByte();
        long id = in.readLong();
        lastBody = in.readNBytes(length - 9);
        return new Frame(kind, id, new String(lastBody, UTF_8));
    }

    byte[] body() throws IOException {
        read();
        return lastBody();
    }

    /** Of what was read last. */
    byte[] lastBody() {
        return lastBody.clone();
    }

    /** Reads on until the other side closes. */
    void assertClosed() throws IOException {
        try {
            while (true) {
                read();
            }
        } catch (EOFException | SocketException closed) {
            assertThat(closed).isNotNull();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
