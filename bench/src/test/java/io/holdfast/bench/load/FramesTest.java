// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.apache.seata.core.model.BranchStatus;
import org.apache.seata.core.model.BranchType;
import org.apache.seata.core.protocol.AbstractMessage;
import org.apache.seata.core.protocol.RegisterRMRequest;
import org.apache.seata.core.protocol.RegisterTMRequest;
import org.apache.seata.core.protocol.ResultCode;
import org.apache.seata.core.protocol.transaction.BranchCommitResponse;
import org.apache.seata.core.protocol.transaction.BranchRegisterRequest;
import org.apache.seata.core.protocol.transaction.GlobalBeginRequest;
import org.apache.seata.core.protocol.transaction.GlobalBeginResponse;
import org.apache.seata.core.protocol.transaction.GlobalCommitRequest;
import org.apache.seata.serializer.seata.SeataSerializer;
import org.junit.jupiter.api.Test;

/** The stock client's own codec reads what the lean client writes. */
final class FramesTest {
    private static final SeataSerializer STOCK = new SeataSerializer((byte) 1);
    private static final byte[] XID = Frames.bytes("127.0.0.1:8091:42");

    private static AbstractMessage read(byte type, int id, Consumer<ByteBuffer> writer) {
        ByteBuffer frame = ByteBuffer.allocate(1024);
        writer.accept(frame);
        frame.flip();
        assertThat(frame.getInt(Frames.FULL_LENGTH_AT)).isEqualTo(frame.limit());
        assertThat(frame.get(Frames.TYPE_AT)).isEqualTo(type);
        assertThat(frame.getInt(Frames.ID_AT)).isEqualTo(id);
        byte[] body = new byte[frame.limit() - frame.getShort(Frames.HEAD_LENGTH_AT)];
        frame.position(frame.getShort(Frames.HEAD_LENGTH_AT)).get(body);
        return STOCK.deserialize(body);
    }

    @Test
    void aCallerIntroducesItselfAsTheStockClientDoes() {
        RegisterTMRequest read = (RegisterTMRequest) read(Frames.REQUEST, 7, out -> Frames.registerCaller(out, 7));
        assertThat(read.getApplicationId()).isEqualTo(Participant.APPLICATION);
        assertThat(read.getTransactionServiceGroup()).isEqualTo(Participant.GROUP);
        assertThat(read.getVersion()).isEqualTo("2.6.0");
    }

    @Test
    void aParticipantNamesItsResource() {
        RegisterRMRequest read = (RegisterRMRequest)
                read(Frames.REQUEST, 8, out -> Frames.registerParticipant(out, 8, Frames.bytes("stock")));
        assertThat(read.getResourceIds()).isEqualTo("stock");
    }

    @Test
    void aBranchIsRegisteredWithTheSameDataAsByTheStockClient() {
        BranchRegisterRequest read = (BranchRegisterRequest)
                read(Frames.REQUEST, 9, out -> Frames.registerBranch(out, 9, XID, Frames.bytes("stock")));
        assertThat(read.getXid()).isEqualTo("127.0.0.1:8091:42");
        assertThat(read.getBranchType()).isEqualTo(BranchType.TCC);
        assertThat(read.getResourceId()).isEqualTo("stock");
        assertThat(read.getApplicationData()).isEqualTo(Participant.APPLICATION_DATA);
    }

    @Test
    void beginAndCommitAreTheStockClientsMessages() {
        GlobalBeginRequest begin = (GlobalBeginRequest)
                read(Frames.REQUEST, 1, out -> Frames.beginTransaction(out, 1, Participant.TIMEOUT_MILLIS));
        assertThat(begin.getTimeout()).isEqualTo(Participant.TIMEOUT_MILLIS);
        assertThat(begin.getTransactionName()).isEqualTo(Participant.TRANSACTION_NAME);
        GlobalCommitRequest commit =
                (GlobalCommitRequest) read(Frames.REQUEST, 2, out -> Frames.decide(out, 2, XID, true));
        assertThat(commit.getXid()).isEqualTo("127.0.0.1:8091:42");
    }

    @Test
    void aConfirmIsAnsweredAsDone() {
        BranchCommitResponse read =
                (BranchCommitResponse) read(Frames.RESPONSE, 3, out -> Frames.branchDone(out, 3, true, XID, 4711));
        assertThat(read.getResultCode()).isEqualTo(ResultCode.Success);
        assertThat(read.getBranchId()).isEqualTo(4711);
        assertThat(read.getBranchStatus()).isEqualTo(BranchStatus.PhaseTwo_Committed);
    }

    @Test
    void aRefusalIsReadWithItsMessage() {
        GlobalBeginResponse refused = new GlobalBeginResponse();
        refused.setResultCode(ResultCode.Failed);
        refused.setMsg("too busy");
        ByteBuffer body = ByteBuffer.wrap(STOCK.serialize(refused));
        assertThat(body.getShort()).isEqualTo((short) Frames.BEGIN_RESULT);
        assertThat(Frames.failure(body)).startsWith("too busy");
    }
}
