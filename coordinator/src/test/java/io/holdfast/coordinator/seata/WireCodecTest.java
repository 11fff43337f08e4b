// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.Xid;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;
import org.apache.seata.core.exception.TransactionExceptionCode;
import org.apache.seata.core.model.BranchStatus;
import org.apache.seata.core.model.GlobalStatus;
import org.apache.seata.core.protocol.AbstractMessage;
import org.apache.seata.core.protocol.AbstractResultMessage;
import org.apache.seata.core.protocol.MergeResultMessage;
import org.apache.seata.core.protocol.MergedWarpMessage;
import org.apache.seata.core.protocol.RegisterRMRequest;
import org.apache.seata.core.protocol.RegisterRMResponse;
import org.apache.seata.core.protocol.RegisterTMRequest;
import org.apache.seata.core.protocol.RegisterTMResponse;
import org.apache.seata.core.protocol.ResultCode;
import org.apache.seata.core.protocol.transaction.AbstractBranchEndRequest;
import org.apache.seata.core.protocol.transaction.AbstractBranchEndResponse;
import org.apache.seata.core.protocol.transaction.AbstractGlobalEndResponse;
import org.apache.seata.core.protocol.transaction.BranchCommitRequest;
import org.apache.seata.core.protocol.transaction.BranchCommitResponse;
import org.apache.seata.core.protocol.transaction.BranchRegisterRequest;
import org.apache.seata.core.protocol.transaction.BranchRegisterResponse;
import org.apache.seata.core.protocol.transaction.BranchReportRequest;
import org.apache.seata.core.protocol.transaction.BranchReportResponse;
import org.apache.seata.core.protocol.transaction.BranchRollbackRequest;
import org.apache.seata.core.protocol.transaction.BranchRollbackResponse;
import org.apache.seata.core.protocol.transaction.GlobalBeginRequest;
import org.apache.seata.core.protocol.transaction.GlobalBeginResponse;
import org.apache.seata.core.protocol.transaction.GlobalCommitRequest;
import org.apache.seata.core.protocol.transaction.GlobalLockQueryRequest;
import org.apache.seata.core.protocol.transaction.GlobalLockQueryResponse;
import org.apache.seata.core.protocol.transaction.GlobalReportRequest;
import org.apache.seata.core.protocol.transaction.GlobalRollbackRequest;
import org.apache.seata.core.protocol.transaction.GlobalStatusRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stock client's own codec writes, ours reads, and the other way round. */
class WireCodecTest {
    private static final String XID = "10.0.0.1:8091:34359738369";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void begin(long seed) {
        Texts texts = new Texts(seed);
        GlobalBeginRequest sent = new GlobalBeginRequest();
        sent.setTimeout(texts.random.nextInt());
        sent.setTransactionName(texts.next(200));

        assertThat(read(sent)).isEqualTo(new ClientMessage.Begin(sent.getTransactionName(), sent.getTimeout()));
    }

    @Test
    void commitRollbackStatusAndReport() {
        GlobalCommitRequest commit = new GlobalCommitRequest();
        commit.setXid(XID);
        commit.setExtraData("extra");
        GlobalRollbackRequest rollback = new GlobalRollbackRequest();
        rollback.setXid(XID);
        GlobalStatusRequest status = new GlobalStatusRequest();
        status.setXid(XID);
        GlobalReportRequest report = new GlobalReportRequest();
        report.setXid(XID);
        report.setGlobalStatus(GlobalStatus.Committed);

        assertThat(read(commit)).isEqualTo(new ClientMessage.AboutXid(RequestKind.COMMIT, XID));
        assertThat(read(rollback)).isEqualTo(new ClientMessage.AboutXid(RequestKind.ROLLBACK, XID));
        assertThat(read(status)).isEqualTo(new ClientMessage.AboutXid(RequestKind.STATUS, XID));
        assertThat(read(report)).isEqualTo(new ClientMessage.AboutXid(RequestKind.REPORT, XID));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void registerBranch(long seed) {
        Texts texts = new Texts(seed);
        BranchRegisterRequest sent = registerRequest(texts);

        assertThat(read(sent))
                .isEqualTo(new ClientMessage.RegisterBranch(XID, 1, sent.getResourceId(), sent.getApplicationData()));
    }

    @Test
    void absentTextsAreEmpty() {
        BranchRegisterRequest sent = new BranchRegisterRequest();
        sent.setXid(XID);
        sent.setBranchType(org.apache.seata.core.model.BranchType.XA);

        assertThat(read(sent)).isEqualTo(new ClientMessage.RegisterBranch(XID, 3, "", ""));
    }

    @Test
    void reportBranchAndLockQuery() {
        Texts texts = new Texts(4);
        BranchReportRequest report = new BranchReportRequest();
        report.setXid(XID);
        report.setBranchId(-7);
        report.setStatus(BranchStatus.Registered);
        report.setApplicationData(texts.next(5000));
        GlobalLockQueryRequest query = new GlobalLockQueryRequest();
        query.setXid(XID);
        query.setBranchType(org.apache.seata.core.model.BranchType.AT);
        query.setResourceId("jdbc:x");
        query.setLockKey("t:1,2");

        assertThat(read(report)).isEqualTo(new ClientMessage.ReportBranch(XID, -7, report.getApplicationData()));
        assertThat(read(query)).isEqualTo(new ClientMessage.QueryLock());
    }

    @Test
    void registrations() {
        RegisterTMRequest caller = new RegisterTMRequest("app", "group", "ak=a\ndigest=d\n");
        RegisterRMRequest participant = new RegisterRMRequest("app", "group");
        participant.setResourceIds("one,two,jdbc:mysql://h/d");
        RegisterRMRequest bare = new RegisterRMRequest("app", "group");

        ClientMessage.Register readCaller = (ClientMessage.Register) read(caller);
        assertThat(readCaller.registration().role()).isEqualTo(Role.CALLER);
        assertThat(readCaller.registration().version()).isEqualTo("2.6.0");
        assertThat(readCaller.registration().application()).isEqualTo("app");
        assertThat(readCaller.registration().group()).isEqualTo("group");
        assertThat(readCaller.registration().extraData()).contains("ak=a\n");
        assertThat(((ClientMessage.Register) read(participant)).registration().resources())
                .containsExactly("one", "two", "jdbc:mysql://h/d");
        assertThat(((ClientMessage.Register) read(bare)).registration().resources())
                .isEmpty();
    }

    @Test
    void branchResults() {
        BranchCommitResponse done = new BranchCommitResponse();
        done.setResultCode(ResultCode.Success);
        fill(done, BranchStatus.PhaseTwo_Committed);
        BranchRollbackResponse failed = new BranchRollbackResponse();
        failed.setResultCode(ResultCode.Failed);
        failed.setMsg("no money");
        fill(failed, BranchStatus.PhaseTwo_RollbackFailed_Unretryable);

        assertThat(read(done)).isEqualTo(new ClientMessage.BranchResult(Phase.CONFIRM, true, "", XID, 9, 5));
        assertThat(read(failed)).isEqualTo(new ClientMessage.BranchResult(Phase.CANCEL, false, "no money", XID, 9, 10));
    }

    @Test
    void mergedRequestsWithAndWithoutIds() {
        GlobalBeginRequest begin = new GlobalBeginRequest();
        begin.setTransactionName("n");
        begin.setTimeout(5);
        GlobalStatusRequest status = new GlobalStatusRequest();
        status.setXid(XID);
        MergedWarpMessage merged = new MergedWarpMessage();
        merged.msgs = List.of(begin, registerRequest(new Texts(5)), status);
        merged.msgIds = List.of(3, -4, 5);

        ClientMessage.Merged read = (ClientMessage.Merged) read(merged);
        assertThat(read.requests()).hasSize(3);
        assertThat(read.requests().get(2)).isEqualTo(new ClientMessage.AboutXid(RequestKind.STATUS, XID));
        assertThat(read.ids()).containsExactly(3, -4, 5);
        merged.msgIds = List.of();
        assertThat(((ClientMessage.Merged) read(merged)).ids()).isNull();
    }

    @Test
    void answersAreWhatTheClientReads() {
        GlobalBeginResponse begun = (GlobalBeginResponse) written(WireAnswer.begun(XID));
        assertThat(begun.getResultCode()).isEqualTo(ResultCode.Success);
        assertThat(begun.getXid()).isEqualTo(XID);
        BranchRegisterResponse registered = (BranchRegisterResponse) written(WireAnswer.registered(Long.MAX_VALUE));
        assertThat(registered.getBranchId()).isEqualTo(Long.MAX_VALUE);
        assertThat(((BranchReportResponse) written(WireAnswer.of(RequestKind.REPORT_BRANCH, null))).getResultCode())
                .isEqualTo(ResultCode.Success);
        assertThat(((GlobalLockQueryResponse) written(WireAnswer.of(RequestKind.QUERY_LOCK, null))).isLockable())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(GlobalStatusCode.class)
    void statusesAreWhatTheClientReads(GlobalStatusCode status) {
        for (RequestKind kind :
                List.of(RequestKind.COMMIT, RequestKind.ROLLBACK, RequestKind.STATUS, RequestKind.REPORT)) {
            AbstractGlobalEndResponse ok = (AbstractGlobalEndResponse) written(WireAnswer.of(kind, status));
            assertThat(ok.getTypeCode()).isEqualTo((short) kind.resultCode());
            assertThat(ok.getGlobalStatus().getCode()).isEqualTo(status.code());
            AbstractGlobalEndResponse failed = (AbstractGlobalEndResponse)
                    written(WireAnswer.failed(kind, ErrorCode.NO_SUCH_TRANSACTION, status, "gone – 没有"));
            assertThat(failed.getResultCode()).isEqualTo(ResultCode.Failed);
            assertThat(failed.getMsg()).isEqualTo("gone – 没有");
            assertThat(failed.getTransactionExceptionCode())
                    .isEqualTo(TransactionExceptionCode.GlobalTransactionNotExist);
            assertThat(failed.getGlobalStatus().getCode()).isEqualTo(status.code());
        }
    }

    @ParameterizedTest
    @EnumSource(RequestKind.class)
    void everyFailureIsWhatTheClientReads(RequestKind kind) {
        AbstractResultMessage failed = (AbstractResultMessage)
                written(WireAnswer.failed(kind, ErrorCode.NONE, GlobalStatusCode.UNKNOWN, "x".repeat(40_000)));

        assertThat(failed.getTypeCode()).isEqualTo((short) kind.resultCode());
        assertThat(failed.getResultCode()).isEqualTo(ResultCode.Failed);
        assertThat(failed.getMsg()).hasSize(8000);
    }

    @Test
    void mergedAnswersAreWhatTheClientReads() {
        WireAnswer[] answers = {
            WireAnswer.registered(1),
            WireAnswer.failed(RequestKind.REGISTER_BRANCH, ErrorCode.NOT_ACTIVE, null, "late"),
            WireAnswer.of(RequestKind.COMMIT, GlobalStatusCode.COMMITTED)
        };
        ByteBuf out = Unpooled.buffer();
        FrameWriter.mergedAnswers(out, 77, answers);

        AbstractResultMessage[] read =
                ((MergeResultMessage) StockFrame.read(out).body()).getMsgs();
        assertThat(read).hasSize(3);
        assertThat(((BranchRegisterResponse) read[0]).getBranchId()).isEqualTo(1);
        assertThat(read[1].getMsg()).isEqualTo("late");
        assertThat(((AbstractGlobalEndResponse) read[2]).getGlobalStatus()).isEqualTo(GlobalStatus.Committed);
    }

    @Test
    void registrationRepliesAreWhatTheClientReads() {
        ByteBuf out = Unpooled.buffer();
        FrameWriter.registered(out, 1, Role.CALLER, null);
        FrameWriter.registered(out, 2, Role.PARTICIPANT, "wrong key");

        RegisterTMResponse admitted = (RegisterTMResponse) StockFrame.read(out).body();
        assertThat(admitted.isIdentified()).isTrue();
        assertThat(admitted.getVersion()).isEqualTo("2.6.0");
        StockFrame second = StockFrame.read(out);
        RegisterRMResponse refused = (RegisterRMResponse) second.body();
        assertThat(second.id()).isEqualTo(2);
        assertThat(refused.isIdentified()).isFalse();
        assertThat(refused.getVersion()).isEqualTo("refused: wrong key");
    }

    @ParameterizedTest
    @EnumSource(BranchType.class)
    void callsAreWhatTheClientReads(BranchType type) {
        String data = new Texts(6).next(70_000);
        BranchFacts facts = new BranchFacts(type, "résource", "app", "app:1.2.3.4:5", data);
        ByteBuf out = Unpooled.buffer();
        FrameWriter.call(out, 42, new BranchCall(Xid.parse(XID), 8, facts, Phase.CONFIRM, 1, 0), XID);
        FrameWriter.call(
                out, 43, new BranchCall(Xid.parse(XID), 9, facts.withApplicationData(null), Phase.CANCEL, 1, 0), XID);

        StockFrame first = StockFrame.read(out);
        assertThat(first.id()).isEqualTo(42);
        assertThat(first.type()).isEqualTo(FrameType.REQUEST);
        AbstractBranchEndRequest confirm = (BranchCommitRequest) first.body();
        assertThat(confirm.getXid()).isEqualTo(XID);
        assertThat(confirm.getBranchId()).isEqualTo(8);
        assertThat(confirm.getBranchType().name()).isEqualTo(type.name());
        assertThat(confirm.getResourceId()).isEqualTo("résource");
        assertThat(confirm.getApplicationData()).isEqualTo(data);
        AbstractBranchEndRequest cancel =
                (BranchRollbackRequest) StockFrame.read(out).body();
        assertThat(cancel.getBranchId()).isEqualTo(9);
        assertThat(cancel.getApplicationData()).isNull();
        assertThat(out.isReadable()).isFalse();
    }

    private static ClientMessage read(AbstractMessage sent) {
        return ClientMessageReader.read(new WireReader(Unpooled.wrappedBuffer(StockFrame.serialized(sent))));
    }

    private static AbstractMessage written(WireAnswer answer) {
        ByteBuf out = Unpooled.buffer();
        FrameWriter.answer(out, 5, answer);
        StockFrame frame = StockFrame.read(out);
        assertThat(out.isReadable()).isFalse();
        assertThat(frame.id()).isEqualTo(5);
        assertThat(frame.type()).isEqualTo(FrameType.RESPONSE);
        return frame.body();
    }

    private static BranchRegisterRequest registerRequest(Texts texts) {
        BranchRegisterRequest request = new BranchRegisterRequest();
        request.setXid(XID);
        request.setBranchType(org.apache.seata.core.model.BranchType.TCC);
        request.setResourceId(texts.next(100));
        request.setLockKey(texts.next(1000));
        request.setApplicationData(texts.next(60_000));
        return request;
    }

    private static void fill(AbstractBranchEndResponse response, BranchStatus status) {
        response.setXid(XID);
        response.setBranchId(9);
        response.setBranchStatus(status);
    }

    /** Texts of every kind of character, the same for the same seed. */
    private static final class Texts {
        private final Random random;

        Texts(long seed) {
            random = new Random(seed);
        }

        String next(int maxBytes) {
            StringBuilder text = new StringBuilder("é");
            int[] alphabet = {'a', '0', '"', '\n', 'é', '庫', 0x1F680};
            int length = random.nextInt(maxBytes / 4);
            for (int i = 0; i < length; i++) {
                text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
            }
            return text.toString();
        }
    }
}
