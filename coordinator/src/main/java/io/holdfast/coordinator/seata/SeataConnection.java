// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.port.CallMeter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: takes its frames, holds who it is, the calls that it has not answered, and what is to be written
 * next. Used by its event loop only, but for {@link #takesCalls} and {@link #identity}, which lanes read.
 *
 * <p>Frames are gathered in one buffer and leave with one flush: of what one read brought, or of what one lane's batch
 * answers. Whatever a peer does wrong closes this connection and no other (I26).
 */
// Of a failed write or close the channel itself tells (exceptionCaught, channelInactive); the futures say nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class SeataConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(SeataConnection.class);
    private static final int FIRST_OUT_BYTES = 512;

    private final Front front;
    private final FrameDecoder decoder;
    private final PendingCalls pending;
    private final RequestsInFlight inFlight;
    private final RequestIntake intake;
    private final Set<String> resources = new LinkedHashSet<>();

    private Channel channel;
    private ByteBuf out;
    private boolean inBatch;
    private boolean counted;
    private int delayedReplies;
    private String closing;

    /** Null until the connection has registered; set once. Lanes get here through the registry, which publishes it. */
    private ClientIdentity identity;

    SeataConnection(Front front, FrameDecoder decoder) {
        this.front = front;
        this.decoder = decoder;
        this.pending = new PendingCalls(
                front.settings().maxPendingCalls(),
                front.settings().callExpiry().toNanos());
        this.inFlight = new RequestsInFlight(front.settings().maxRequestsInFlight(), decoder);
        this.intake = new RequestIntake(front, this);
    }

    Channel channel() {
        return channel;
    }

    ClientIdentity identity() {
        return identity;
    }

    /** Safe for any thread. */
    boolean takesCalls() {
        return channel.isActive() && channel.isWritable();
    }

    RequestsInFlight inFlight() {
        return inFlight;
    }

    String peer() {
        InetSocketAddress address = remote();
        return address == null ? "?" : address.getAddress().getHostAddress() + ':' + address.getPort();
    }

    // ---- life ----

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        counted = true;
        if (front.counters().opened() > front.settings().maxConnections()) {
            front.counters().countRefused();
            front.complaints()
                    .warn("Closed the connection of " + peer() + ": "
                            + front.settings().maxConnections()
                            + " connections are open (holdfast.seata.max-connections)");
            closing = "too many connections";
            ctx.close();
            return;
        }
        // Pings alone keep no place: a client registers as soon as it is connected.
        long patience = front.settings().readIdle().toMillis();
        ctx.executor().schedule(this::closeUnlessRegistered, patience, TimeUnit.MILLISECONDS);
    }

    private void closeUnlessRegistered() {
        if (identity == null && closing == null && channel.isActive()) {
            front.counters().countIdle();
            close("no registration came for " + front.settings().readIdle());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (counted) {
            counted = false;
            front.counters().closed();
        }
        if (identity != null) {
            front.registry().remove(this, identity, resources);
            front.admission().left(identity.application(), peer());
            LOG.info("{} left ({})", identity.clientId(), closing == null ? "closed by the client" : closing);
        }
        for (BranchCall call : pending.drain(System.nanoTime())) {
            front.callEnded(call, new CallResult.Retry("the connection of " + peer() + " closed before it answered"));
        }
        releaseOut();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent) {
            if (inFlight.isFull()) {
                return; // it is the lanes that take so long, and nothing that came since has been read
            }
            front.counters().countIdle();
            close("no whole frame came for " + front.settings().readIdle());
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** A peer that does not read its answers is not given the chance to ask for more. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        inFlight.readOrPause(channel);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (root instanceof IOException) {
            close(root.getMessage());
        } else if (root instanceof MalformedMessage) {
            malformed(root.getMessage());
        } else {
            failed(root);
        }
    }

    private void malformed(String problem) {
        if (closing == null) {
            front.counters().countMalformed();
            complain(problem);
        }
        close(problem);
    }

    /** Whatever the peer has sent, this is an error of the coordinator's own. */
    private void failed(Throwable bug) {
        if (closing == null) {
            front.counters().countFailed();
            complain("it could not be served, " + bug);
            LOG.debug("While serving {}", peer(), bug);
        }
        close(bug.toString());
    }

    private void complain(String problem) {
        front.complaints()
                .warn("Closed the connection of " + (identity == null ? peer() : identity.clientId()) + ": " + problem);
    }

    private void close(String why) {
        if (closing == null) {
            closing = why;
            flush(); // what was right before gets its answer, in however many pieces it all came
            channel.close();
        }
    }

    // ---- in ----

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf frame = (ByteBuf) message;
        try {
            if (closing == null) {
                intake.frame(frame);
            }
        } catch (MalformedMessage broken) {
            malformed(broken.getMessage());
        } finally {
            frame.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flush();
    }

    /** Takes a registration, the first or a later one; a refused one changes nothing, and a refused first one closes. */
    void register(int requestId, Registration registration, ClientVersion version, String refusal) {
        FrameWriter.registered(out(), requestId, registration.role(), refusal);
        if (refusal != null) {
            front.complaints().warn("Refused the registration of " + peer() + ": " + refusal);
            if (identity == null) {
                closing = "refused: " + refusal;
                channel.writeAndFlush(takeOut()).addListener(done -> channel.close());
            }
            return;
        }
        if (identity == null) {
            InetSocketAddress from = remote();
            identity = ClientIdentity.of(
                    registration,
                    version,
                    from.getAddress().getHostAddress(),
                    from.getPort(),
                    System.currentTimeMillis());
            decoder.limitTo(front.settings().maxFrameBytes());
            LOG.info("{} joined as {} (client {})", identity.clientId(), identity.role(), registration.version());
        }
        if (identity.role() == Role.PARTICIPANT) {
            Set<String> added = new LinkedHashSet<>(registration.resources());
            added.removeAll(resources);
            resources.addAll(added);
            front.registry().add(this, identity, added);
        }
    }

    int resourceCount() {
        return resources.size();
    }

    void branchAnswered(int requestId, ClientMessage.BranchResult response) {
        PendingCalls.Pending answered = pending.take(requestId, response);
        if (answered == null) {
            front.counters().countDropped();
        } else {
            CallResult result = BranchOutcome.of(response, identity.clientId());
            answered.ended(result instanceof CallResult.Done, System.nanoTime());
            front.callEnded(answered.call(), result);
        }
    }

    // ---- out ----

    void pong(int requestId) {
        FrameWriter.pong(out(), requestId);
    }

    /** What a lane answers to a request that it took. */
    void laneAnswered(SeataReply reply, WireAnswer answer) {
        inFlight.answered(channel);
        answer(reply, answer);
    }

    void answer(SeataReply reply, WireAnswer answer) {
        if (closing != null || !channel.isActive()) {
            front.counters().countDropped();
        } else if (answer.atOnce() || delayedReplies >= front.settings().maxDelayedReplies()) {
            write(reply, answer);
        } else {
            delayedReplies++;
            channel.eventLoop()
                    .schedule(
                            () -> {
                                delayedReplies--;
                                if (channel.isActive()) {
                                    write(reply, answer);
                                    flush();
                                }
                            },
                            front.settings().retryDelay().toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private void write(SeataReply reply, WireAnswer answer) {
        if (answer.code() != reply.kind().resultCode()) {
            // The client will throw without saying why: its own log shows a class cast.
            front.complaints()
                    .warn("Made " + identity.clientId() + " give up a " + reply.kind() + ": " + answer.message());
        }
        MergedReply merged = reply.merged();
        if (merged == null) {
            FrameWriter.answer(out(), reply.requestId(), answer);
        } else if (merged.put(reply.slot(), answer)) {
            FrameWriter.mergedAnswers(out(), merged.requestId(), merged.answers());
        }
    }

    void mergedAnswers(MergedReply complete) {
        FrameWriter.mergedAnswers(out(), complete.requestId(), complete.answers());
    }

    void call(BranchCall call) {
        String problem = null;
        if (closing != null || !channel.isActive()) {
            problem = "the connection is closed";
        } else if (!channel.isWritable()) {
            problem = "it is not reading";
        } else {
            int id = front.callIds().incrementAndGet();
            String xid = call.xid().toString();
            CallMeter meter =
                    front.registry().meter(identity.application(), call.facts().resourceId());
            if (pending.add(id, call, xid, meter, System.nanoTime())) {
                FrameWriter.call(out(), id, call, xid);
            } else {
                problem = "it has left " + pending.size() + " calls unanswered";
            }
        }
        if (problem != null) {
            front.callEnded(call, new CallResult.Retry("cannot call " + identity.clientId() + ": " + problem));
        }
    }

    /** Remembers that a batch has to flush this connection. Returns false if it knew. */
    boolean joinBatch() {
        boolean joined = !inBatch;
        inBatch = true;
        return joined;
    }

    void flush() {
        inBatch = false;
        if (out != null) {
            channel.writeAndFlush(takeOut(), channel.voidPromise());
        }
    }

    /** Something here is wrong with what was to be written: nobody knows what the peer has seen. */
    void writeFailed(RuntimeException bug) {
        LOG.error("Could not write to {}", peer(), bug);
        releaseOut();
        close("a message could not be written");
    }

    private ByteBuf out() {
        if (out == null) {
            out = channel.alloc().ioBuffer(FIRST_OUT_BYTES);
        }
        return out;
    }

    private ByteBuf takeOut() {
        ByteBuf taken = out;
        out = null;
        return taken;
    }

    private void releaseOut() {
        if (out != null) {
            takeOut().release();
        }
    }

    private InetSocketAddress remote() {
        return (InetSocketAddress) channel.remoteAddress();
    }
}
