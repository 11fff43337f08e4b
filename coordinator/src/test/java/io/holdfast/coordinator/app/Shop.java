// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.seata.RawClient;
import io.holdfast.coordinator.seata.StockFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.seata.core.model.BranchStatus;
import org.apache.seata.core.model.BranchType;
import org.apache.seata.core.protocol.AbstractMessage;
import org.apache.seata.core.protocol.ResultCode;
import org.apache.seata.core.protocol.transaction.AbstractGlobalEndResponse;
import org.apache.seata.core.protocol.transaction.BranchCommitRequest;
import org.apache.seata.core.protocol.transaction.BranchCommitResponse;
import org.apache.seata.core.protocol.transaction.BranchRegisterRequest;
import org.apache.seata.core.protocol.transaction.BranchRegisterResponse;
import org.apache.seata.core.protocol.transaction.GlobalBeginRequest;
import org.apache.seata.core.protocol.transaction.GlobalBeginResponse;
import org.apache.seata.core.protocol.transaction.GlobalCommitRequest;

/** A caller and participant in one, on one connection to a coordinator; it confirms whatever it is asked to. */
final class Shop implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RawClient connection;
    private final Map<Integer, CompletableFuture<AbstractMessage>> asked = new ConcurrentHashMap<>();
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    private int lastId = 100;

    Shop(int port) throws IOException {
        connection = RawClient.participant(port, 1, "shop", "stock");
        Thread reader = new Thread(this::read, "shop");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        while (true) {
            StockFrame frame;
            try {
                frame = connection.receive();
            } catch (IOException quietOrClosed) {
                return;
            }
            if (frame.body() instanceof BranchCommitRequest confirm) {
                confirm(frame.id(), confirm);
            } else if (asked.containsKey(frame.id())) {
                asked.remove(frame.id()).complete(frame.body());
            }
        }
    }

    private void confirm(int id, BranchCommitRequest request) {
        confirmed.add(request.getXid());
        BranchCommitResponse done = new BranchCommitResponse();
        done.setXid(request.getXid());
        done.setBranchId(request.getBranchId());
        done.setBranchStatus(BranchStatus.PhaseTwo_Committed);
        done.setResultCode(ResultCode.Success);
        send(() -> connection.sendResponse(id, done));
    }

    private interface Sending {
        void run() throws IOException;
    }

    private synchronized void send(Sending sending) {
        try {
            sending.run();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private AbstractMessage ask(AbstractMessage request) throws InterruptedException {
        CompletableFuture<AbstractMessage> answer = new CompletableFuture<>();
        int id = ++lastId;
        asked.put(id, answer);
        send(() -> connection.send(id, request));
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(request + " is not answered", e);
        }
    }

    GlobalBeginResponse begin() throws InterruptedException {
        GlobalBeginRequest request = new GlobalBeginRequest();
        request.setTransactionName("order");
        request.setTimeout(60_000);
        return (GlobalBeginResponse) ask(request);
    }

    /** Its xid. */
    String beginWithABranch() throws InterruptedException {
        String xid = begin().getXid();
        BranchRegisterRequest request = new BranchRegisterRequest();
        request.setXid(xid);
        request.setBranchType(BranchType.TCC);
        request.setResourceId("stock");
        request.setApplicationData("{}");
        BranchRegisterResponse registered = (BranchRegisterResponse) ask(request);
        if (registered.getResultCode() != ResultCode.Success) {
            throw new AssertionError(registered.getMsg());
        }
        return xid;
    }

    AbstractGlobalEndResponse commit(String xid) throws InterruptedException {
        GlobalCommitRequest request = new GlobalCommitRequest();
        request.setXid(xid);
        return (AbstractGlobalEndResponse) ask(request);
    }

    /** The xids of which this was asked to confirm a branch. */
    Set<String> confirmed() {
        return Set.copyOf(confirmed);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
