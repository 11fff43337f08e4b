// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The few frames that a client sends, version 1, Seata's codec: {@code DA DA | version | full length 4 | head length 2 |
 * type | codec | compressor | request id 4 | body}, the body opening with two bytes of message code. Has no state.
 */
final class Frames {
    static final int HEAD_BYTES = 16;
    static final int FULL_LENGTH_AT = 3;
    static final int HEAD_LENGTH_AT = 7;
    static final int TYPE_AT = 9;
    static final int ID_AT = 12;

    static final byte REQUEST = 0;
    static final byte RESPONSE = 1;
    static final byte PING = 3;

    static final int BEGIN = 1;
    static final int BEGIN_RESULT = 2;
    static final int BRANCH_COMMIT = 3;
    static final int BRANCH_COMMIT_RESULT = 4;
    static final int BRANCH_ROLLBACK = 5;
    static final int BRANCH_ROLLBACK_RESULT = 6;
    static final int COMMIT = 7;
    static final int COMMIT_RESULT = 8;
    static final int ROLLBACK = 9;
    static final int ROLLBACK_RESULT = 10;
    static final int BRANCH_REGISTER = 11;
    static final int BRANCH_REGISTER_RESULT = 12;
    static final int REGISTER_TM = 101;
    static final int REGISTER_TM_RESULT = 102;
    static final int REGISTER_RM = 103;
    static final int REGISTER_RM_RESULT = 104;
    static final int DELETE_UNDO_LOGS = 111;

    private static final short MAGIC = (short) 0xDADA;
    private static final byte SUCCESS = 1;
    private static final byte TCC = 1;
    private static final byte COMMITTED = 5;
    private static final byte COMMIT_FAILED_RETRYABLE = 6;
    private static final byte ROLLBACKED = 8;
    private static final byte ROLLBACK_FAILED_RETRYABLE = 9;
    private static final byte[] VERSION = bytes("2.6.0");
    private static final byte[] APPLICATION = bytes(Participant.APPLICATION);
    private static final byte[] GROUP = bytes(Participant.GROUP);
    private static final byte[] NAME = bytes(Participant.TRANSACTION_NAME);
    private static final byte[] APPLICATION_DATA = bytes(Participant.APPLICATION_DATA);
    private static final byte[] EXTRA_DATA = bytes("vgroup=" + Participant.GROUP + "\nip=127.0.0.1\n");

    private Frames() {}

    static void ping(ByteBuffer out, int id) {
        end(out, begin(out, PING, id));
    }

    static void registerCaller(ByteBuffer out, int id) {
        int start = begin(out, REQUEST, id);
        introduction(out, REGISTER_TM);
        end(out, start);
    }

    static void registerParticipant(ByteBuffer out, int id, byte[] resource) {
        int start = begin(out, REQUEST, id);
        introduction(out, REGISTER_RM);
        longText(out, resource);
        end(out, start);
    }

    private static void introduction(ByteBuffer out, int code) {
        out.putShort((short) code);
        shortText(out, VERSION);
        shortText(out, APPLICATION);
        shortText(out, GROUP);
        shortText(out, EXTRA_DATA);
    }

    static void beginTransaction(ByteBuffer out, int id, int timeoutMillis) {
        int start = begin(out, REQUEST, id);
        out.putShort((short) BEGIN).putInt(timeoutMillis);
        shortText(out, NAME);
        end(out, start);
    }

    static void registerBranch(ByteBuffer out, int id, byte[] xid, byte[] resource) {
        int start = begin(out, REQUEST, id);
        out.putShort((short) BRANCH_REGISTER);
        shortText(out, xid);
        out.put(TCC);
        shortText(out, resource);
        out.putInt(0); // no lock keys
        longText(out, APPLICATION_DATA);
        end(out, start);
    }

    static void decide(ByteBuffer out, int id, byte[] xid, boolean commit) {
        int start = begin(out, REQUEST, id);
        out.putShort((short) (commit ? COMMIT : ROLLBACK));
        shortText(out, xid);
        out.putShort((short) 0); // no extra data
        end(out, start);
    }

    /** The participant has done what it was asked for. */
    static void branchDone(ByteBuffer out, int id, boolean commit, byte[] xid, long branchId) {
        int start = begin(out, RESPONSE, id);
        out.putShort((short) (commit ? BRANCH_COMMIT_RESULT : BRANCH_ROLLBACK_RESULT));
        out.put(SUCCESS).put((byte) 0);
        shortText(out, xid);
        out.putLong(branchId);
        out.put(commit ? COMMITTED : ROLLBACKED);
        end(out, start);
    }

    /** The participant could not do it, and wants to be asked again. */
    static void branchFailed(ByteBuffer out, int id, boolean commit, byte[] xid, long branchId) {
        int start = begin(out, RESPONSE, id);
        out.putShort((short) (commit ? BRANCH_COMMIT_RESULT : BRANCH_ROLLBACK_RESULT));
        out.put(SUCCESS).put((byte) 0);
        shortText(out, xid);
        out.putLong(branchId);
        out.put(commit ? COMMIT_FAILED_RETRYABLE : ROLLBACK_FAILED_RETRYABLE);
        end(out, start);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Reads a text with a length of two bytes. */
    static byte[] shortBytes(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort()];
        in.get(bytes);
        return bytes;
    }

    /**
     * Reads the beginning that all answers to requests have.
     *
     * @return null if the answer is a success, else what it says
     */
    static String failure(ByteBuffer in) {
        byte result = in.get();
        String message = result == SUCCESS ? null : new String(shortBytes(in), StandardCharsets.UTF_8);
        byte exception = in.get();
        return message == null ? null : message + " (exception code " + exception + ")";
    }

    private static int begin(ByteBuffer out, byte type, int id) {
        int start = out.position();
        out.putShort(MAGIC).put((byte) 1).putInt(0).putShort((short) HEAD_BYTES);
        out.put(type).put((byte) 1).put((byte) 0).putInt(id);
        return start;
    }

    private static void end(ByteBuffer out, int start) {
        out.putInt(start + FULL_LENGTH_AT, out.position() - start);
    }

    private static void shortText(ByteBuffer out, byte[] text) {
        out.putShort((short) text.length).put(text);
    }

    private static void longText(ByteBuffer out, byte[] text) {
        out.putInt(text.length).put(text);
    }
}
