// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Phase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Appends whole frames to a buffer: the fields that the client's class {@code <Message>Codec} reads, in version 1 of the
 * frame, Seata's codec, not compressed (a client decodes each frame by what the frame says of itself). Has no state.
 */
final class FrameWriter {
    /** Registration replies carry the version of Seata whose wire behaviour is spoken. */
    static final String SPOKEN_VERSION = "2.6.0";

    /** A message's length has two bytes; 8000 characters fit in any encoding, and nobody reads more. */
    private static final int MAX_MESSAGE_CHARS = 8000;

    private FrameWriter() {}

    static void pong(ByteBuf out, int requestId) {
        int start = begin(out, FrameType.PONG, requestId);
        end(out, start);
    }

    /**
     * @param refusal null if the client is admitted. The message has no field for it in version 1, so it takes the place of
     *     the version, which the clients print ({@code onRegisterMsgFail}) and do not read otherwise
     */
    static void registered(ByteBuf out, int requestId, Role role, String refusal) {
        int start = begin(out, FrameType.RESPONSE, requestId);
        out.writeShort(role == Role.CALLER ? MessageCode.REGISTER_TM_RESULT : MessageCode.REGISTER_RM_RESULT);
        out.writeByte(refusal == null ? 1 : 0);
        shortText(out, refusal == null ? SPOKEN_VERSION : Abbreviation.of("refused: " + refusal, MAX_MESSAGE_CHARS));
        end(out, start);
    }

    static void answer(ByteBuf out, int requestId, WireAnswer answer) {
        int start = begin(out, FrameType.RESPONSE, requestId);
        answerBody(out, answer);
        end(out, start);
    }

    static void mergedAnswers(ByteBuf out, int requestId, WireAnswer[] answers) {
        int start = begin(out, FrameType.RESPONSE, requestId);
        out.writeShort(MessageCode.MERGED_RESULT);
        int lengthAt = out.writerIndex();
        out.writeInt(0);
        out.writeShort(answers.length);
        for (WireAnswer answer : answers) {
            answerBody(out, answer);
        }
        out.setInt(lengthAt, out.writerIndex() - lengthAt - 4);
        end(out, start);
    }

    /** @param xid the call's xid as text */
    static void call(ByteBuf out, int requestId, BranchCall call, String xid) {
        int start = begin(out, FrameType.REQUEST, requestId);
        out.writeShort(call.phase() == Phase.CONFIRM ? MessageCode.BRANCH_COMMIT : MessageCode.BRANCH_ROLLBACK);
        shortText(out, xid);
        out.writeLong(call.branchId());
        out.writeByte(branchTypeCode(call.facts().type()));
        shortText(out, call.facts().resourceId());
        String applicationData = call.facts().applicationData();
        if (applicationData == null) {
            out.writeInt(0);
        } else {
            int bytes = ByteBufUtil.utf8Bytes(applicationData);
            out.writeInt(bytes);
            ByteBufUtil.reserveAndWriteUtf8(out, applicationData, bytes);
        }
        end(out, start);
    }

    /** The branch type's ordinal in the client's class {@code BranchType}; 0 is AT, which is not served. */
    static int branchTypeCode(BranchType type) {
        return switch (type) {
            case TCC -> 1;
            case SAGA -> 2;
            case XA -> 3;
            case SAGA_ANNOTATION -> 4;
        };
    }

    private static void answerBody(ByteBuf out, WireAnswer answer) {
        out.writeShort(answer.code());
        out.writeByte(answer.succeeded() ? 1 : 0);
        if (!answer.succeeded()) {
            shortText(out, Abbreviation.of(answer.message(), MAX_MESSAGE_CHARS));
        }
        out.writeByte(answer.error().code());
        switch (answer.code()) {
            case MessageCode.BEGIN_RESULT -> {
                shortText(out, answer.xid() == null ? "" : answer.xid());
                out.writeShort(0); // no extra data
            }
            case MessageCode.COMMIT_RESULT,
                    MessageCode.ROLLBACK_RESULT,
                    MessageCode.STATUS_RESULT,
                    MessageCode.REPORT_RESULT -> out.writeByte(answer.status().code());
            case MessageCode.BRANCH_REGISTER_RESULT -> out.writeLong(answer.branchId());
            case MessageCode.LOCK_QUERY_RESULT -> out.writeShort(answer.succeeded() ? 1 : 0);
            default -> {
                // a branch report's answer ends here
            }
        }
    }

    private static int begin(ByteBuf out, byte type, int requestId) {
        int start = out.writerIndex();
        out.writeShort(FrameType.MAGIC);
        out.writeByte(FrameType.VERSION);
        out.writeInt(0); // the full length, see end
        out.writeShort(FrameType.HEAD_BYTES);
        out.writeByte(type);
        out.writeByte(FrameType.SEATA_CODEC);
        out.writeByte(0); // not compressed
        out.writeInt(requestId);
        return start;
    }

    private static void end(ByteBuf out, int start) {
        out.setInt(start + 3, out.writerIndex() - start);
    }

    private static void shortText(ByteBuf out, String text) {
        int lengthAt = out.writerIndex();
        out.writeShort(0);
        int bytes = ByteBufUtil.writeUtf8(out, text);
        if (bytes > Short.MAX_VALUE) {
            throw new IllegalArgumentException("a text of " + bytes + " bytes does not fit: " + text.substring(0, 80));
        }
        out.setShort(lengthAt, bytes);
    }
}
