// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import io.holdfast.coordinator.dubbo.DubboApplication;
import io.holdfast.coordinator.engine.Backoff;
import io.holdfast.coordinator.engine.EngineSettings;
import io.holdfast.coordinator.lane.Lane;
import io.holdfast.coordinator.lane.LaneSettings;
import io.holdfast.coordinator.lane.Router;
import io.holdfast.coordinator.lane.Ways;
import io.holdfast.coordinator.log.JdbcTransactionLog;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.Xid;
import io.holdfast.coordinator.port.ApiEntry;
import io.holdfast.coordinator.port.Outbox;
import io.holdfast.coordinator.port.Ownership;
import io.holdfast.coordinator.port.Traces;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A coordinator in this process, with the API as its only front, on a real log. */
final class ApiNode implements AutoCloseable {
    final int port;
    final ScriptedParticipants participants;
    final Map<String, String> traceParents = new ConcurrentHashMap<>();
    private final JdbcTransactionLog log;
    private final Lane lane;
    private final ApiServer api;
    private final DubboApplication dubbo = new DubboApplication();
    private volatile Router router;

    ApiNode(Path directory) throws Exception {
        this(directory, freePort());
    }

    private ApiNode(Path directory, int port) throws Exception {
        this.port = port;
        this.participants = new ScriptedParticipants(this::offer);
        this.log = JdbcTransactionLog.embedded(directory.resolve("holdfast.db"), "node", System::currentTimeMillis);
        EngineSettings engine = new EngineSettings(
                "127.0.0.1:8091",
                60_000,
                3_600_000,
                10_000,
                1000,
                10,
                2_000,
                new Backoff(50, 1000, 20, 60_000),
                Set.of(),
                false);
        this.lane = new Lane(
                0,
                log,
                new Ways(new NoConnections(), participants),
                engine,
                new LaneSettings(1024, 1024, 100, 1000, 1000),
                Ownership.ALONE,
                System::currentTimeMillis);
        lane.start();
        router = new Router(List.of(lane));
        ApiSettings settings = new ApiSettings(null, null, port, null, 65_536, null, null, null, null, null);
        this.api = new ApiServer(settings, 10, 2_000, this::offer, ApiEntry.everybody(), null, dubbo, new HeardOf());
        api.start();
    }

    private boolean offer(Input input) {
        Router open = router;
        return open != null && open.offer(input);
    }

    static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /** Remembers whose part transactions are. */
    private final class HeardOf implements Traces {
        @Override
        public void submitted(Xid xid, String traceParent) {
            traceParents.put("submitted " + xid, String.valueOf(traceParent));
        }

        @Override
        public void begun(Xid xid, String traceParent) {
            traceParents.put("begun " + xid, String.valueOf(traceParent));
        }

        @Override
        public Call calls(BranchCall call) {
            return Call.UNTRACED;
        }
    }

    /** Nobody is connected who could be told anything. */
    private static final class NoConnections implements Outbox {
        @Override
        public void reply(ReplyTo to, Answer answer) {
            throw new IllegalStateException("an answer that nobody here has asked for: " + answer);
        }

        @Override
        public void call(BranchCall call) {
            throw new IllegalStateException("a branch that nobody here has registered: " + call);
        }

        @Override
        public void endOfBatch() {
            // nothing is ever in it
        }
    }

    @Override
    public void close() {
        api.close();
        dubbo.close();
        router = null;
        lane.stop();
        participants.close();
        log.close();
    }
}
