// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.seata.compressor.gzip.GzipUtil;
import org.apache.seata.core.protocol.AbstractMessage;
import org.apache.seata.core.protocol.MergedWarpMessage;
import org.apache.seata.core.protocol.transaction.GlobalStatusRequest;

/** Very many requests in very few bytes. */
final class Flood {
    private Flood() {}

    /** One compressed frame that holds so many requests for the status of a transaction. */
    static byte[] frame(int requests, String xid) {
        GlobalStatusRequest request = new GlobalStatusRequest();
        request.setXid(xid);
        List<Integer> ids = new ArrayList<>();
        for (int id = 0; id < requests; id++) {
            ids.add(id);
        }
        MergedWarpMessage merged = new MergedWarpMessage();
        merged.msgs = Collections.<AbstractMessage>nCopies(requests, request);
        merged.msgIds = ids;
        return StockFrame.bytes(
                FrameType.REQUEST, 1, 1, 99, Map.of(), GzipUtil.compress(StockFrame.serialized(merged)));
    }

    static byte[] times(int times, byte[] frame) {
        byte[] frames = new byte[0];
        for (int i = 0; i < times; i++) {
            frames = Mutation.joined(frames, frame);
        }
        return frames;
    }
}
