// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.UUID;

/**
 * Finds out whether an address leads to this very process: registers there as a client with a name that nobody else knows,
 * and sees whether that client comes in here. Is asked about everybody who registers, and admits as the one before it does.
 * Safe for any thread.
 */
public final class AddressProbe implements Admission {
    private static final int TIMEOUT_MILLIS = 3000;
    private static final int SMALLEST_ANSWER_BYTES = FrameType.HEAD_BYTES + 2;

    /** What an address leads to. */
    public enum Finding {
        HERE,
        /** Something that speaks the clients' protocol, and is not this process. */
        ANOTHER_COORDINATOR,
        /** It took the connection, and did not answer as a coordinator does. */
        SOMETHING_ELSE,
        NOWHERE
    }

    private final Admission admission;
    private final String name = "holdfast-address-check-" + UUID.randomUUID();
    private volatile boolean came;

    public AddressProbe(Admission admission) {
        this.admission = admission;
    }

    @Override
    public String refusal(Registration registration, String peer) {
        String refusal = admission.refusal(registration, peer);
        if (registration.application().equals(name)) {
            came = true;
            return refusal == null ? null : "this coordinator itself, which looks where its address leads, has no key";
        }
        return refusal;
    }

    @Override
    public void left(String application, String peer) {
        admission.left(application, peer);
    }

    /** Blocks for some seconds at most. */
    public Finding look(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, TIMEOUT_MILLIS);
            boolean answered = register(socket);
            if (came) {
                return Finding.HERE;
            }
            return answered ? Finding.ANOTHER_COORDINATOR : Finding.SOMETHING_ELSE;
        } catch (IOException nobody) {
            return Finding.NOWHERE;
        }
    }

    private boolean register(Socket socket) {
        try {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(frame());
            byte[] answer = new DataInputStream(socket.getInputStream()).readNBytes(SMALLEST_ANSWER_BYTES);
            return answer.length == SMALLEST_ANSWER_BYTES
                    && int16(answer, 0) == FrameType.MAGIC
                    && int16(answer, FrameType.HEAD_BYTES) == MessageCode.REGISTER_TM_RESULT;
        } catch (IOException noAnswer) {
            return false;
        }
    }

    private static int int16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }

    private byte[] frame() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeShort(MessageCode.REGISTER_TM);
        body.writeUTF(FrameWriter.SPOKEN_VERSION);
        body.writeUTF(name);
        body.writeUTF(""); // no group
        body.writeUTF(""); // no extra data
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DataOutputStream head = new DataOutputStream(frame);
        head.writeShort(FrameType.MAGIC);
        head.writeByte(FrameType.VERSION);
        head.writeInt(FrameType.HEAD_BYTES + bytes.size());
        head.writeShort(FrameType.HEAD_BYTES);
        head.writeByte(FrameType.REQUEST);
        head.writeByte(FrameType.SEATA_CODEC);
        head.writeByte(0); // not compressed
        head.writeInt(1);
        bytes.writeTo(head);
        return frame.toByteArray();
    }
}
