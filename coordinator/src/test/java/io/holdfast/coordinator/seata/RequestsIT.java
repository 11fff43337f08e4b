// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Xid;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.seata.core.exception.TransactionExceptionCode;
import org.apache.seata.core.model.BranchStatus;
import org.apache.seata.core.model.GlobalStatus;
import org.apache.seata.core.protocol.MergeResultMessage;
import org.apache.seata.core.protocol.MergedWarpMessage;
import org.apache.seata.core.protocol.RegisterRMRequest;
import org.apache.seata.core.protocol.ResultCode;
import org.apache.seata.core.protocol.transaction.AbstractGlobalEndRequest;
import org.apache.seata.core.protocol.transaction.AbstractTransactionResponse;
import org.apache.seata.core.protocol.transaction.BranchRegisterRequest;
import org.apache.seata.core.protocol.transaction.BranchRegisterResponse;
import org.apache.seata.core.protocol.transaction.BranchReportRequest;
import org.apache.seata.core.protocol.transaction.BranchReportResponse;
import org.apache.seata.core.protocol.transaction.GlobalBeginRequest;
import org.apache.seata.core.protocol.transaction.GlobalBeginResponse;
import org.apache.seata.core.protocol.transaction.GlobalCommitRequest;
import org.apache.seata.core.protocol.transaction.GlobalCommitResponse;
import org.apache.seata.core.protocol.transaction.GlobalLockQueryRequest;
import org.apache.seata.core.protocol.transaction.GlobalLockQueryResponse;
import org.apache.seata.core.protocol.transaction.GlobalReportRequest;
import org.apache.seata.core.protocol.transaction.GlobalReportResponse;
import org.apache.seata.core.protocol.transaction.GlobalRollbackRequest;
import org.apache.seata.core.protocol.transaction.GlobalRollbackResponse;
import org.apache.seata.core.protocol.transaction.GlobalStatusRequest;
import org.apache.seata.core.protocol.transaction.GlobalStatusResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of requests on their way in, and of answers on their way out. */
class RequestsIT {
    private static final String XID = "10.1.1.1:8091:34359738369";
    private static final TransactionId ID = new TransactionId(34359738369L);
    private static final Standing COMMITTED = new Standing(TransactionStatus.CONFIRMED, Cause.CALLER, false);
    private static final Standing CANCELLED = new Standing(TransactionStatus.CANCELLED, Cause.CALLER, false);

    private FrontUnderTest front;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        front = FrontUnderTest.start();
        client = RawClient.participant(front.port(), 1, "app", "res");
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        front.close();
    }

    @Test
    void beginCarriesWhoAsksAndForHowLong() throws IOException {
        GlobalBeginRequest request = new GlobalBeginRequest();
        request.setTransactionName("place order");
        request.setTimeout(1234);
        client.send(5, request);
        Input.Begin begin = front.coordinator.next(Input.Begin.class);
        assertThat(begin.facts()).isEqualTo(new BeginFacts("place order", "app", "group", 1234));

        front.answer(begin, new Answer.Begun(Xid.parse(XID)));
        StockFrame reply = client.receive();
        assertThat(reply.id()).isEqualTo(5);
        assertThat(((GlobalBeginResponse) reply.body()).getXid()).isEqualTo(XID);
    }

    @Test
    void commitIsACommitAndRollbackACancel() throws IOException {
        client.send(1, about(new GlobalCommitRequest()));
        Input.Decide commit = front.coordinator.next(Input.Decide.class);
        assertThat(commit.transaction()).isEqualTo(ID);
        assertThat(commit.decision()).isEqualTo(Decision.COMMIT);
        front.answer(commit, COMMITTED);
        assertThat(((GlobalCommitResponse) client.receive().body()).getGlobalStatus())
                .isEqualTo(GlobalStatus.Committed);

        client.send(2, about(new GlobalRollbackRequest()));
        Input.Decide rollback = front.coordinator.next(Input.Decide.class);
        assertThat(rollback.decision()).isEqualTo(Decision.CANCEL);
        front.answer(rollback, CANCELLED);
        assertThat(((GlobalRollbackResponse) client.receive().body()).getGlobalStatus())
                .isEqualTo(GlobalStatus.Rollbacked);
    }

    @Test
    void statusAndReportBothAskForTheStatus() throws IOException {
        client.send(1, about(new GlobalStatusRequest()));
        front.answer(front.coordinator.next(Input.AskStatus.class), COMMITTED);
        assertThat(((GlobalStatusResponse) client.receive().body()).getGlobalStatus())
                .isEqualTo(GlobalStatus.Committed);

        GlobalReportRequest report = new GlobalReportRequest();
        report.setGlobalStatus(GlobalStatus.Rollbacked);
        client.send(2, about(report));
        front.answer(front.coordinator.next(Input.AskStatus.class), COMMITTED);
        assertThat(((GlobalReportResponse) client.receive().body()).getGlobalStatus())
                .isEqualTo(GlobalStatus.Committed);
    }

    @Test
    void branchCarriesWhoWillBeCalled() throws IOException {
        client.send(1, branch(org.apache.seata.core.model.BranchType.TCC, "{\"a\":1}"));
        Input.RegisterBranch register = front.coordinator.next(Input.RegisterBranch.class);
        assertThat(register.transaction()).isEqualTo(ID);
        assertThat(register.facts())
                .isEqualTo(new BranchFacts(BranchType.TCC, "res", "app", "app:" + client.address(), "{\"a\":1}"));
        front.answer(register, new Answer.Registered(77));
        assertThat(((BranchRegisterResponse) client.receive().body()).getBranchId())
                .isEqualTo(77);
    }

    @Test
    void everyBranchTypeButAtIsServed() throws IOException {
        for (BranchType type : BranchType.values()) {
            client.send(1, branch(org.apache.seata.core.model.BranchType.valueOf(type.name()), null));
            BranchFacts facts =
                    front.coordinator.next(Input.RegisterBranch.class).facts();
            assertThat(facts.type()).isEqualTo(type);
            assertThat(facts.applicationData()).isNull();
        }
        client.send(2, branch(org.apache.seata.core.model.BranchType.AT, null));
        BranchRegisterResponse refused =
                (BranchRegisterResponse) client.receive().body();
        assertThat(refused.getResultCode()).isEqualTo(ResultCode.Failed);
        assertThat(refused.getTransactionExceptionCode()).isEqualTo(TransactionExceptionCode.BranchRegisterFailed);
        assertThat(refused.getMsg()).contains("AT branches are not served");
    }

    @Test
    void reportedDataIsPassedOnAndAbsentDataIsNull() throws IOException {
        BranchReportRequest report = new BranchReportRequest();
        report.setXid(XID);
        report.setBranchId(77);
        report.setStatus(BranchStatus.Registered);
        client.send(1, report);
        report.setApplicationData("new");
        client.send(2, report);
        Input.ReportBranch first = front.coordinator.next(Input.ReportBranch.class);
        Input.ReportBranch second = front.coordinator.next(Input.ReportBranch.class);
        assertThat(first.applicationData()).isNull();
        assertThat(second.applicationData()).isEqualTo("new");
        assertThat(second.branchId()).isEqualTo(77);

        front.answer(second, new Answer.Refused(Refusal.NO_SUCH_BRANCH, "no such branch"));
        StockFrame reply = client.receive();
        assertThat(reply.id()).isEqualTo(2);
        assertThat(((BranchReportResponse) reply.body()).getTransactionExceptionCode())
                .isEqualTo(TransactionExceptionCode.BranchTransactionNotExist);
    }

    @Test
    void nothingIsEverLockedGlobally() throws IOException {
        GlobalLockQueryRequest query = new GlobalLockQueryRequest();
        query.setXid(XID);
        query.setBranchType(org.apache.seata.core.model.BranchType.TCC);
        client.send(1, query);

        assertThat(((GlobalLockQueryResponse) client.receive().body()).isLockable())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "h:1:", "h:1:-5", "h:1:0", "h:1:99999999999999999999", "34359738369"})
    void whatIsNoXidIsATransactionThatNobodyKnows(String xid) throws IOException {
        GlobalRollbackRequest rollback = new GlobalRollbackRequest();
        rollback.setXid(xid);
        client.send(1, rollback);
        assertThat(((GlobalRollbackResponse) client.receive().body()).getGlobalStatus())
                .isEqualTo(GlobalStatus.Finished);

        BranchRegisterRequest branch = branch(org.apache.seata.core.model.BranchType.TCC, null);
        branch.setXid(xid);
        client.send(2, branch);
        assertThat(((BranchRegisterResponse) client.receive().body()).getTransactionExceptionCode())
                .isEqualTo(TransactionExceptionCode.GlobalTransactionNotExist);
    }

    @Test
    void dataAndNamesOverTheLimitsAreRefusedWithTheKey() throws IOException {
        client.send(1, branch(org.apache.seata.core.model.BranchType.TCC, "é".repeat(1025)));
        assertThat(((BranchRegisterResponse) client.receive().body()).getMsg())
                .contains("holdfast.seata.max-application-data-bytes");
        GlobalBeginRequest begin = new GlobalBeginRequest();
        begin.setTransactionName("n".repeat(65));
        client.send(2, begin);
        GlobalBeginResponse refused = (GlobalBeginResponse) client.receive().body();
        assertThat(refused.getResultCode()).isEqualTo(ResultCode.Failed);
        assertThat(refused.getMsg()).contains("holdfast.seata.max-name-bytes");
        client.send(3, branch(org.apache.seata.core.model.BranchType.TCC, "é".repeat(1024)));
        front.coordinator.next(Input.RegisterBranch.class);
    }

    @Test
    void fullInboxIsAnsweredBusyAndACommitIsMadeToTryAgain() throws IOException {
        front.coordinator.beFull(true);
        client.send(1, new GlobalBeginRequest());
        assertThat(((GlobalBeginResponse) client.receive().body()).getResultCode())
                .isEqualTo(ResultCode.Failed);
        long asked = System.nanoTime();
        client.send(2, about(new GlobalCommitRequest()));
        assertThat(client.receive().body())
                .as("cannot be cast to what the client expects")
                .isInstanceOf(GlobalStatusResponse.class);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        front.coordinator.beFull(false);
        client.send(3, about(new GlobalCommitRequest()));
        front.answer(front.coordinator.next(Input.Decide.class), COMMITTED);
        assertThat(client.receive().body()).isInstanceOf(GlobalCommitResponse.class);
    }

    /** It would be registered, and then called for ever: no client can be found for it. */
    @Test
    void branchWithoutAResourceIsRefused() throws IOException {
        BranchRegisterRequest request = branch(org.apache.seata.core.model.BranchType.TCC, "{}");
        request.setResourceId("");
        client.send(1, request);

        BranchRegisterResponse answer =
                (BranchRegisterResponse) client.receive().body();
        assertThat(answer.getResultCode()).isEqualTo(ResultCode.Failed);
        assertThat(answer.getMsg()).startsWith("the resource id is empty");
        assertThat(front.coordinator.isEmpty()).isTrue();
    }

    @Test
    void refusalsAreNotHeldBackWithoutEnd() throws IOException {
        front.coordinator.beFull(true);
        for (int i = 0; i < 100; i++) {
            client.send(i, about(new GlobalRollbackRequest()));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(client.receive().body()).isInstanceOf(GlobalStatusResponse.class);
        }
    }

    @Test
    void oldestClientsGetOneResultForAMergedRequestInItsOrder() throws IOException {
        try (RawClient old = participant("1.4.2")) {
            MergedWarpMessage merged = merged();
            merged.msgIds = List.of(); // 1.4.2 does not send them
            assertMergedTogether(old, merged);
        }
    }

    @Test
    void clientsBefore23GetOneResultForAMergedRequest() throws IOException {
        try (RawClient old = participant("2.2.0")) {
            assertMergedTogether(old, merged());
        }
    }

    @Test
    void newerClientsGetEachAnswerOfAMergedRequestAlone() throws IOException {
        client.send(50, merged());
        Input.RegisterBranch first = front.coordinator.next(Input.RegisterBranch.class);
        front.coordinator.next(Input.RegisterBranch.class);
        Input.AskStatus third = front.coordinator.next(Input.AskStatus.class);

        front.answer(third, COMMITTED);
        StockFrame status = client.receive();
        assertThat(status.id()).isEqualTo(103);
        assertThat(status.body()).isInstanceOf(GlobalStatusResponse.class);
        front.answer(first, new Answer.Registered(1));
        StockFrame registered = client.receive();
        assertThat(registered.id()).isEqualTo(101);
        assertThat(((BranchRegisterResponse) registered.body()).getBranchId()).isEqualTo(1);
    }

    @Test
    void oneBatchAnswersManyRequestsInOrder() throws IOException {
        for (int i = 0; i < 100; i++) {
            client.send(i, about(new GlobalStatusRequest()));
        }
        for (int i = 0; i < 100; i++) {
            front.answerLater(front.coordinator.next(Input.AskStatus.class), COMMITTED);
        }
        front.endOfBatch();
        for (int i = 0; i < 100; i++) {
            assertThat(client.receive().id()).isEqualTo(i);
        }
    }

    @Test
    void answerForAConnectionThatIsGoneIsDropped() throws IOException {
        client.send(1, about(new GlobalStatusRequest()));
        Input.AskStatus asked = front.coordinator.next(Input.AskStatus.class);
        client.close();
        Awaitility.await().until(() -> front.server.counters().openConnections() == 0);
        front.answer(asked, COMMITTED);

        Awaitility.await().until(() -> front.server.counters().droppedAnswers() == 1);
    }

    @Test
    void sameRequestTwiceIsAskedTwice() throws IOException {
        client.send(1, about(new GlobalCommitRequest()));
        client.send(1, about(new GlobalCommitRequest()));

        front.answer(front.coordinator.next(Input.Decide.class), COMMITTED);
        front.answer(front.coordinator.next(Input.Decide.class), COMMITTED);
        assertThat(client.receive()).hasToString(client.receive().toString());
    }

    private void assertMergedTogether(RawClient old, MergedWarpMessage merged) throws IOException {
        old.send(50, merged);
        Input.RegisterBranch first = front.coordinator.next(Input.RegisterBranch.class);
        Input.RegisterBranch second = front.coordinator.next(Input.RegisterBranch.class);
        Input.AskStatus third = front.coordinator.next(Input.AskStatus.class);
        front.answer(third, COMMITTED);
        front.answer(second, new Answer.Refused(Refusal.EXPIRED, "too late"));
        front.answer(first, new Answer.Registered(1));

        StockFrame reply = old.receive();
        assertThat(reply.id()).isEqualTo(50);
        AbstractTransactionResponse[] results = java.util.Arrays.stream(((MergeResultMessage) reply.body()).getMsgs())
                .toArray(AbstractTransactionResponse[]::new);
        assertThat(((BranchRegisterResponse) results[0]).getBranchId()).isEqualTo(1);
        assertThat(results[1].getMsg()).isEqualTo("too late");
        assertThat(((GlobalStatusResponse) results[2]).getGlobalStatus()).isEqualTo(GlobalStatus.Committed);
    }

    private RawClient participant(String version) throws IOException {
        RegisterRMRequest request = new RegisterRMRequest("app", "group");
        request.setVersion(version);
        RawClient old = RawClient.connect(front.port());
        old.send(1, request);
        old.receive();
        return old;
    }

    private static MergedWarpMessage merged() {
        MergedWarpMessage merged = new MergedWarpMessage();
        merged.msgs = List.of(
                branch(org.apache.seata.core.model.BranchType.TCC, "a"),
                branch(org.apache.seata.core.model.BranchType.TCC, "b"),
                about(new GlobalStatusRequest()));
        merged.msgIds = List.of(101, 102, 103);
        return merged;
    }

    private static AbstractGlobalEndRequest about(AbstractGlobalEndRequest request) {
        request.setXid(XID);
        return request;
    }

    private static BranchRegisterRequest branch(org.apache.seata.core.model.BranchType type, String data) {
        BranchRegisterRequest request = new BranchRegisterRequest();
        request.setXid(XID);
        request.setBranchType(type);
        request.setResourceId("res");
        request.setApplicationData(data);
        return request;
    }
}
