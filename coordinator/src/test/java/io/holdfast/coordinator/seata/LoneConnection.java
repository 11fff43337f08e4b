// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.Xid;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.seata.core.protocol.RegisterRMRequest;
import org.apache.seata.core.protocol.RegisterTMRequest;
import org.slf4j.helpers.NOPLogger;

/**
 * One connection of the front as the server builds it, but without socket and thread: what it allocates, what it takes and
 * what it sends is looked at after every piece. For one thread.
 */
final class LoneConnection implements AutoCloseable {
    static final int MAX_FRAME_BYTES = 8192;
    static final int MAX_REGISTRATION_BYTES = 4096;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final byte[] CALLER =
            StockFrame.bytes(FrameType.REQUEST, 1, WireSeeds.version(new RegisterTMRequest("app", "group")));
    private static final byte[] PARTICIPANT = StockFrame.bytes(FrameType.REQUEST, 1, participant());

    /** Who the connection is when the bytes come. */
    enum Peer {
        STRANGER,
        CALLER,
        /** Has been sent two calls: a Confirm as request 1, and a Cancel as request 2. */
        PARTICIPANT
    }

    private final HeapAllocator allocator = new HeapAllocator();
    private final ReceiveBudget budget = new ReceiveBudget(64_000);
    private final List<Input> inputs = new ArrayList<>();
    private final Front front;
    private final SeataOutbox outbox;
    private final EmbeddedChannel channel;
    private final List<byte[]> sent = new ArrayList<>();

    LoneConnection(Peer peer) {
        FrontCounters counters = new FrontCounters(budget);
        SeataFrontSettings settings = FrontUnderTest.settings(MAX_FRAME_BYTES, Duration.ofSeconds(15));
        PeerComplaints complaints = new PeerComplaints(NOPLogger.NOP_LOGGER, System::nanoTime);
        front = new Front(
                settings,
                inputs::add,
                Admission.everybody(),
                new ConnectionRegistry(),
                budget,
                counters,
                complaints,
                new AtomicInteger());
        outbox = new SeataOutbox(front);
        FrameDecoder decoder = new FrameDecoder(MAX_REGISTRATION_BYTES, MAX_FRAME_BYTES, budget);
        channel = new FromSomewhere();
        channel.config().setAllocator(allocator);
        channel.pipeline().addLast(decoder, new SeataConnection(front, decoder));
        channel.pipeline().fireChannelActive();
        introduce(peer);
    }

    private void introduce(Peer peer) {
        if (peer == Peer.CALLER) {
            receive(CALLER);
        } else if (peer == Peer.PARTICIPANT) {
            receive(PARTICIPANT);
            BranchFacts facts = new BranchFacts(BranchType.TCC, "resource", "app", "app:127.0.0.1:4711", "{}");
            outbox.call(new BranchCall(Xid.parse(WireSeeds.XID), 7, facts, Phase.CONFIRM, 1, 0));
            outbox.call(new BranchCall(Xid.parse(WireSeeds.XID), 8, facts, Phase.CANCEL, 1, 0));
            outbox.endOfBatch();
            channel.runPendingTasks();
        }
        assertThat(isOpen()).isTrue();
        sent();
    }

    private static RegisterRMRequest participant() {
        RegisterRMRequest request = WireSeeds.version(new RegisterRMRequest("app", "group"));
        request.setResourceIds("resource");
        return request;
    }

    static long allocatedByThisThread() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    boolean isOpen() {
        return channel.isActive();
    }

    void receive(byte... bytes) {
        receive(bytes, 0, bytes.length);
    }

    /** Hands over one piece; a closed connection takes none. */
    void receive(byte[] bytes, int from, int length) {
        if (isOpen()) {
            channel.writeInbound(allocator.buffer(Math.max(1, length)).writeBytes(bytes, from, length));
        }
    }

    /** What the lanes were given, in order; said without the connection, so that two connections can be compared. */
    List<String> taken() {
        return inputs.stream().map(LoneConnection::said).toList();
    }

    private static String said(Input input) {
        if (input instanceof Input.Request request && request.replyTo() instanceof SeataReply reply) {
            boolean together = reply.merged() != null;
            String to = "#" + reply.requestId() + (together ? "/" + reply.slot() : "") + ' ' + reply.kind();
            return input.toString().replace(reply.toString(), to);
        }
        return input.toString();
    }

    /** Refuses whatever waits for an answer, and what is let in thereby: the one answer that every kind can get. */
    void refuseAll(String message) {
        Answer.Refusal[] refusals = Answer.Refusal.values();
        while (!inputs.isEmpty()) {
            List<Input> waiting = List.copyOf(inputs);
            inputs.clear();
            for (Input input : waiting) {
                if (input instanceof Input.Request request) {
                    Answer.Refusal refusal = refusals[Math.floorMod(request.hashCode(), refusals.length)];
                    outbox.reply(request.replyTo(), new Answer.Refused(refusal, message));
                }
            }
            outbox.endOfBatch();
            channel.runPendingTasks();
        }
        assertThat(channel.config().isAutoRead() || !channel.isWritable())
                .as("read from again when all is answered")
                .isTrue();
    }

    /** All bytes sent since this was last asked. */
    byte[] sent() {
        ByteBuf next = channel.readOutbound();
        while (next != null) {
            byte[] bytes = new byte[next.readableBytes()];
            next.readBytes(bytes);
            next.release();
            sent.add(bytes);
            next = channel.readOutbound();
        }
        byte[] all = new byte[sent.stream().mapToInt(bytes -> bytes.length).sum()];
        int at = 0;
        for (byte[] bytes : sent) {
            System.arraycopy(bytes, 0, all, at, bytes.length);
            at += bytes.length;
        }
        sent.clear();
        return all;
    }

    /** Closes, and proves that nothing is left and that nothing but the peer's own faults was met. */
    @Override
    public void close() {
        channel.finishAndReleaseAll();
        assertThat(front.counters().failedConnections()).as("errors of our own").isZero();
        assertThat(front.counters().malformedConnections()).isLessThanOrEqualTo(1);
        assertThat(front.counters().openConnections()).isZero();
        assertThat(budget.taken()).as("half received bytes").isZero();
        assertThat(allocator.liveBytes()).as("bytes in unreleased buffers").isZero();
    }

    private static final class FromSomewhere extends EmbeddedChannel {
        @Override
        protected SocketAddress remoteAddress0() {
            return isActive() ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711) : null;
        }
    }
}
