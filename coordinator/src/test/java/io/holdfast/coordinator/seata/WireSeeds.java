// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.seata.compressor.deflater.DeflaterUtil;
import org.apache.seata.compressor.gzip.GzipUtil;
import org.apache.seata.compressor.zip.ZipUtil;
import org.apache.seata.core.model.BranchStatus;
import org.apache.seata.core.model.BranchType;
import org.apache.seata.core.model.GlobalStatus;
import org.apache.seata.core.protocol.AbstractIdentifyRequest;
import org.apache.seata.core.protocol.AbstractMessage;
import org.apache.seata.core.protocol.MergedWarpMessage;
import org.apache.seata.core.protocol.RegisterRMRequest;
import org.apache.seata.core.protocol.RegisterTMRequest;
import org.apache.seata.core.protocol.ResultCode;
import org.apache.seata.core.protocol.transaction.AbstractBranchEndResponse;
import org.apache.seata.core.protocol.transaction.BranchCommitResponse;
import org.apache.seata.core.protocol.transaction.BranchRegisterRequest;
import org.apache.seata.core.protocol.transaction.BranchReportRequest;
import org.apache.seata.core.protocol.transaction.BranchRollbackResponse;
import org.apache.seata.core.protocol.transaction.GlobalBeginRequest;
import org.apache.seata.core.protocol.transaction.GlobalCommitRequest;
import org.apache.seata.core.protocol.transaction.GlobalLockQueryRequest;
import org.apache.seata.core.protocol.transaction.GlobalReportRequest;
import org.apache.seata.core.protocol.transaction.GlobalRollbackRequest;
import org.apache.seata.core.protocol.transaction.GlobalStatusRequest;

/** Frames as the stock client's codec writes them: every message that a client sends, in every form that is served. */
final class WireSeeds {
    static final String XID = "127.0.0.1:8091:34359738369";

    private WireSeeds() {}

    static List<byte[]> frames() {
        List<byte[]> frames = new ArrayList<>();
        frames.add(StockFrame.bytes(FrameType.PING, 3, null));
        frames.add(StockFrame.bytes(FrameType.PONG, 3, null));
        for (AbstractMessage message : requests()) {
            frames.add(StockFrame.bytes(FrameType.REQUEST, 5, message));
        }
        frames.add(StockFrame.bytes(FrameType.ONE_WAY, 5, merged(true)));
        frames.add(StockFrame.bytes(FrameType.REQUEST, 6, merged(false)));
        // The calls of LoneConnection.Peer.PARTICIPANT, answered.
        frames.add(StockFrame.bytes(FrameType.RESPONSE, 1, result(new BranchCommitResponse(), 7, true)));
        frames.add(StockFrame.bytes(FrameType.RESPONSE, 2, result(new BranchRollbackResponse(), 8, false)));
        byte[] body = StockFrame.serialized(merged(true));
        Map<String, String> headMap = Map.of("key", "value");
        frames.add(StockFrame.bytes(FrameType.REQUEST, 1, 0, 7, headMap, body));
        frames.add(StockFrame.bytes(FrameType.REQUEST, 1, 1, 7, headMap, GzipUtil.compress(body)));
        frames.add(StockFrame.bytes(FrameType.REQUEST, 1, 2, 8, Map.of(), ZipUtil.compress(body)));
        frames.add(StockFrame.bytes(FrameType.REQUEST, 1, 6, 9, Map.of(), DeflaterUtil.compress(body)));
        frames.add(Flood.times(2, Flood.frame(250, "h:1:2")));
        byte[] registration = StockFrame.serialized(requests().get(1));
        frames.add(StockFrame.bytes(FrameType.REQUEST, 1, 2, 8, Map.of(), ZipUtil.compress(registration)));
        return frames;
    }

    /** What a client may send as a request; the first two are registrations. */
    static List<AbstractMessage> requests() {
        RegisterRMRequest participant = version(new RegisterRMRequest("app", "group"));
        participant.setResourceIds("one,two,jdbc:mysql://h/d");
        List<AbstractMessage> requests = new ArrayList<>();
        requests.add(version(new RegisterTMRequest("app", "group", "ak=a\ndigest=d\n")));
        requests.add(participant);
        requests.addAll(parts());
        GlobalReportRequest report = new GlobalReportRequest();
        report.setXid(XID);
        report.setGlobalStatus(GlobalStatus.Committed);
        requests.add(report);
        return requests;
    }

    static <T extends AbstractIdentifyRequest> T version(T registration) {
        registration.setVersion("2.6.0");
        return registration;
    }

    private static List<AbstractMessage> parts() {
        GlobalBeginRequest begin = new GlobalBeginRequest();
        begin.setTransactionName("place-order – 订单");
        begin.setTimeout(60_000);
        GlobalCommitRequest commit = new GlobalCommitRequest();
        commit.setXid(XID);
        GlobalRollbackRequest rollback = new GlobalRollbackRequest();
        rollback.setXid(XID);
        rollback.setExtraData("extra");
        GlobalStatusRequest status = new GlobalStatusRequest();
        status.setXid(XID);
        BranchRegisterRequest branch = new BranchRegisterRequest();
        fill(branch, BranchType.TCC);
        GlobalLockQueryRequest query = new GlobalLockQueryRequest();
        fill(query, BranchType.AT);
        BranchReportRequest report = new BranchReportRequest();
        report.setXid(XID);
        report.setBranchId(34_359_738_370L);
        report.setStatus(BranchStatus.PhaseOne_Done);
        report.setResourceId("resource");
        report.setApplicationData("{\"a\":1}");
        return List.of(begin, commit, rollback, status, branch, query, report);
    }

    private static void fill(BranchRegisterRequest request, BranchType type) {
        request.setXid(XID);
        request.setBranchType(type);
        request.setResourceId("resource");
        request.setLockKey("t:1,2");
        request.setApplicationData("{\"actionContext\":{\"sku\":\"é庫🚀\"}}");
    }

    private static MergedWarpMessage merged(boolean withIds) {
        MergedWarpMessage merged = new MergedWarpMessage();
        merged.msgs = parts();
        merged.msgIds = withIds ? Arrays.asList(11, 12, 13, 14, 15, 16, 17) : List.of();
        return merged;
    }

    private static AbstractBranchEndResponse result(AbstractBranchEndResponse response, long branch, boolean done) {
        response.setXid(XID);
        response.setBranchId(branch);
        response.setResultCode(done ? ResultCode.Success : ResultCode.Failed);
        response.setMsg(done ? null : "no money");
        response.setBranchStatus(
                done ? BranchStatus.PhaseTwo_Committed : BranchStatus.PhaseTwo_RollbackFailed_Retryable);
        return response;
    }
}
