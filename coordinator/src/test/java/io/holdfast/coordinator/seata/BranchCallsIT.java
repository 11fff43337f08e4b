// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.Xid;
import java.io.IOException;
import org.apache.seata.core.model.BranchStatus;
import org.apache.seata.core.protocol.RegisterRMRequest;
import org.apache.seata.core.protocol.ResultCode;
import org.apache.seata.core.protocol.transaction.AbstractBranchEndRequest;
import org.apache.seata.core.protocol.transaction.AbstractBranchEndResponse;
import org.apache.seata.core.protocol.transaction.BranchCommitRequest;
import org.apache.seata.core.protocol.transaction.BranchCommitResponse;
import org.apache.seata.core.protocol.transaction.BranchRollbackRequest;
import org.apache.seata.core.protocol.transaction.BranchRollbackResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom a Confirm or Cancel goes to, and what becomes of its answer. */
class BranchCallsIT {
    private static final Xid XID = Xid.parse("10.1.1.1:8091:34359738369");

    private FrontUnderTest front;

    @BeforeEach
    void start() throws IOException {
        front = FrontUnderTest.start();
    }

    @AfterEach
    void stop() {
        front.close();
    }

    @Test
    void registrarIsCalledThoughOthersServeTheResourceToo() throws IOException {
        try (RawClient other = participant(1, "app", "res");
                RawClient registrar = participant(1, "app", "res");
                RawClient third = participant(2, "app", "res")) {
            for (int attempt = 1; attempt <= 3; attempt++) {
                front.call(confirm("app:" + registrar.address(), attempt));
                assertThat(registrar.receive().body()).isInstanceOf(BranchCommitRequest.class);
            }
            assertThat(other.isServed()).isTrue();
            assertThat(third.isServed()).isTrue();
        }
    }

    @Test
    void withoutTheRegistrarOneOfTheSameHostIsPreferred() throws IOException {
        try (RawClient elsewhere = participant(2, "app", "res");
                RawClient sameHost = participant(3, "app", "res");
                RawClient elsewhereToo = participant(4, "app", "res")) {
            for (int attempt = 1; attempt <= 3; attempt++) {
                front.call(confirm("app:127.0.0.3:9", attempt));
                assertThat(sameHost.receive().body()).isInstanceOf(BranchCommitRequest.class);
            }
            assertThat(elsewhere.isServed()).isTrue();
            assertThat(elsewhereToo.isServed()).isTrue();
        }
    }

    @Test
    void withoutOneOfTheSameHostAnyOtherIsCalled() throws IOException {
        try (RawClient elsewhere = participant(2, "app", "res")) {
            front.call(confirm("app:127.0.0.9:9", 1));
            AbstractBranchEndRequest request =
                    (BranchCommitRequest) elsewhere.receive().body();
            assertThat(request.getXid()).isEqualTo(XID.toString());
            assertThat(request.getApplicationData()).isEqualTo("data");
        }
    }

    @Test
    void anotherApplicationIsNeverCalled() throws IOException {
        try (RawClient other = participant(1, "other", "res");
                RawClient otherResource = participant(1, "app", "other-res")) {
            front.call(confirm("app:127.0.0.1:9", 1));
            assertThat(retry()).isEqualTo("no connected resource manager of application 'app' serves resource 'res'");
            assertThat(other.isServed()).isTrue();
            assertThat(otherResource.isServed()).isTrue();
        }
    }

    @Test
    void resourceRegisteredLaterIsServed() throws IOException {
        try (RawClient client = participant(1, "app", "first")) {
            RegisterRMRequest more = new RegisterRMRequest("app", "group");
            more.setResourceIds("res");
            client.sendBytes(StockFrame.bytes(FrameType.ONE_WAY, 2, more));
            client.receive();
            front.call(confirm("app:127.0.0.9:9", 1));
            assertThat(client.receive().body()).isInstanceOf(BranchCommitRequest.class);
        }
    }

    @Test
    void participantThatLeftIsNotCalled() throws IOException {
        participant(1, "app", "res").close();
        Awaitility.await().until(() -> front.server.counters().openConnections() == 0);
        front.call(confirm("app:127.0.0.1:9", 1));

        assertThat(retry()).startsWith("no connected resource manager");
    }

    @Test
    void acknowledgedConfirmIsDone() throws IOException {
        try (RawClient client = participant(1, "app", "res")) {
            front.call(confirm("app:" + client.address(), 3));
            StockFrame call = client.receive();
            client.sendResponse(call.id(), response(new BranchCommitResponse(), BranchStatus.PhaseTwo_Committed));
            assertThat(front.coordinator.next(Input.BranchAnswered.class))
                    .isEqualTo(new Input.BranchAnswered(XID.id(), 9, Phase.CONFIRM, 3, new CallResult.Done()));
        }
    }

    @Test
    void acknowledgedCancelIsDone() throws IOException {
        try (RawClient client = participant(1, "app", "res")) {
            front.call(new BranchCall(XID, 9, facts("app:" + client.address()), Phase.CANCEL, 1, 0));
            StockFrame call = client.receive();
            assertThat(call.body()).isInstanceOf(BranchRollbackRequest.class);
            client.sendResponse(call.id(), response(new BranchRollbackResponse(), BranchStatus.PhaseTwo_Rollbacked));
            assertThat(front.coordinator.next(Input.BranchAnswered.class).result())
                    .isEqualTo(new CallResult.Done());
        }
    }

    @Test
    void anythingButTheAcknowledgementIsTriedAgain() throws IOException {
        try (RawClient client = participant(1, "app", "res")) {
            for (BranchStatus status : BranchStatus.values()) {
                if (status != BranchStatus.PhaseTwo_Committed) {
                    front.call(confirm("app:" + client.address(), 1));
                    client.sendResponse(client.receive().id(), response(new BranchCommitResponse(), status));
                    assertThat(retry()).endsWith("answered " + status);
                }
            }
            front.call(confirm("app:" + client.address(), 1));
            BranchCommitResponse failed = response(new BranchCommitResponse(), BranchStatus.PhaseTwo_Committed);
            failed.setResultCode(ResultCode.Failed);
            failed.setMsg("out of memory");
            client.sendResponse(client.receive().id(), failed);
            assertThat(retry()).endsWith("answered PhaseTwo_Committed: out of memory");
        }
    }

    @Test
    void responseThatFitsNoCallIsIgnored() throws IOException {
        try (RawClient client = participant(1, "app", "res")) {
            front.call(confirm("app:" + client.address(), 1));
            int id = client.receive().id();
            BranchCommitResponse good = response(new BranchCommitResponse(), BranchStatus.PhaseTwo_Committed);
            BranchCommitResponse otherBranch = response(new BranchCommitResponse(), BranchStatus.PhaseTwo_Committed);
            otherBranch.setBranchId(10);
            BranchCommitResponse otherXid = response(new BranchCommitResponse(), BranchStatus.PhaseTwo_Committed);
            otherXid.setXid("10.1.1.1:8091:1");
            client.sendResponse(id + 1, good);
            client.sendResponse(id, otherBranch);
            client.sendResponse(id, otherXid);
            client.sendResponse(id, response(new BranchRollbackResponse(), BranchStatus.PhaseTwo_Rollbacked));
            assertThat(client.isServed()).isTrue();
            assertThat(front.coordinator.isEmpty()).isTrue();
            assertThat(front.server.counters().droppedAnswers()).isEqualTo(4);

            client.sendResponse(id, good);
            assertThat(front.coordinator.next(Input.BranchAnswered.class).result())
                    .isEqualTo(new CallResult.Done());
            client.sendResponse(id, good);
            assertThat(client.isServed()).isTrue();
            assertThat(front.coordinator.isEmpty()).isTrue();
        }
    }

    @Test
    void callsUnderWayAreTriedAgainAtOnceWhenTheConnectionCloses() throws IOException {
        RawClient client = participant(1, "app", "res");
        front.call(confirm("app:" + client.address(), 1));
        front.call(confirm("app:" + client.address(), 2));
        client.receive();
        client.receive();
        client.close();

        assertThat(retry()).endsWith("closed before it answered");
        assertThat(retry()).endsWith("closed before it answered");
    }

    @Test
    void unansweredCallsAreBounded() throws IOException {
        try (RawClient client = participant(1, "app", "res")) {
            for (int attempt = 1; attempt <= 4; attempt++) {
                front.call(confirm("app:" + client.address(), attempt));
            }
            assertThat(retry()).endsWith("it has left 3 calls unanswered");
        }
    }

    @Test
    void participantThatDoesNotReadIsPassedOverAndElseTriedAgain() throws IOException {
        try (RawClient stuck = participant(1, "app", "res")) {
            String stuckId = "app:" + stuck.address();
            BranchFacts large = facts(stuckId).withApplicationData("x".repeat(20_000_000));
            front.call(new BranchCall(XID, 8, large, Phase.CONFIRM, 1, 0));
            front.call(confirm(stuckId, 1));
            assertThat(retry()).isEqualTo("cannot call " + stuckId + ": it is not reading");

            try (RawClient other = participant(2, "app", "res")) {
                front.call(confirm(stuckId, 2));
                assertThat(other.receive().body()).isInstanceOf(BranchCommitRequest.class);
            }
        }
    }

    private String retry() {
        CallResult result = front.coordinator.next(Input.BranchAnswered.class).result();
        assertThat(result).isInstanceOf(CallResult.Retry.class);
        return ((CallResult.Retry) result).error();
    }

    private RawClient participant(int host, String application, String resources) throws IOException {
        return RawClient.participant(front.port(), host, application, resources);
    }

    private static BranchCall confirm(String clientId, int attempt) {
        return new BranchCall(XID, 9, facts(clientId), Phase.CONFIRM, attempt, 0);
    }

    private static BranchFacts facts(String clientId) {
        return new BranchFacts(BranchType.TCC, "res", "app", clientId, "data");
    }

    private static <T extends AbstractBranchEndResponse> T response(T response, BranchStatus status) {
        response.setXid(XID.toString());
        response.setBranchId(9);
        response.setBranchStatus(status);
        response.setResultCode(ResultCode.Success);
        return response;
    }
}
