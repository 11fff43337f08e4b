// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import static io.holdfast.coordinator.cluster.FrameKind.HELLO;
import static io.holdfast.coordinator.cluster.FrameKind.PING;
import static io.holdfast.coordinator.cluster.FrameKind.PONG;
import static io.holdfast.coordinator.cluster.FrameKind.PROOF;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.port.Callback;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The called end of a connection between coordinators: hands a peer's requests to the lanes here, and their answers back.
 * Used by its event loop, but for {@link #answered}, which lanes call.
 *
 * <p>Until the peer has proven that it knows the secret, nothing but the handshake is read (I26). Every request gets exactly
 * one answer, unless the connection ends before. What a burst of reads, or of answers, brings is flushed once.
 */
// Of a failed write or close the channel itself tells (exceptionCaught, channelInactive); the futures say nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class ServedPeer extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ServedPeer.class);
    private static final Refused BUSY =
            new Refused(Refusal.BUSY, "the coordinator has more to do than it can take; nothing was changed");

    /** What an answer belongs to. */
    private record Answered(long id, Answer answer) {}

    private final PeerServer server;
    private final FrameCutter cutter;
    private final PeerSettings settings;
    private Channel channel;
    private Gathered out;
    private Burst<Answered> answers;

    private byte[] callersHello;
    private byte[] myHello;
    private boolean proven;
    private boolean readSinceTick;
    private int quietTicks;
    private int inFlight;
    private String closing;

    ServedPeer(PeerServer server, FrameCutter cutter) {
        this.server = server;
        this.cutter = cutter;
        this.settings = server.settings();
    }

    // ---- life ----

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        out = new Gathered(channel);
        answers = new Burst<>(channel.eventLoop(), this::takeAnswers);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        server.opened(this);
        ctx.executor()
                .schedule(
                        () -> {
                            if (!proven) {
                                refuse("it did not prove within " + settings.silence() + " who it is");
                            }
                        },
                        settings.silence().toMillis(),
                        TimeUnit.MILLISECONDS);
        scheduleTick(ctx);
    }

    /** Not at a fixed rate: after a pause of this process, what came meanwhile must be read before silence is counted. */
    private void scheduleTick(ChannelHandlerContext ctx) {
        ctx.executor().schedule(() -> tick(ctx), settings.pingMillis(), TimeUnit.MILLISECONDS);
    }

    /** Twice as patient as the caller, who is the one to ask: whoever says nothing for so long has given this one up. */
    private void tick(ChannelHandlerContext ctx) {
        quietTicks = readSinceTick ? 0 : quietTicks + 1;
        readSinceTick = false;
        if (quietTicks > 2 * settings.quietTicks()) {
            close("nothing came for twice " + settings.silence());
        } else if (closing == null) {
            scheduleTick(ctx);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (proven) {
            LOG.info("The coordinator at {} left ({})", peer(), closing == null ? "closed by it" : closing);
        }
        closing = closing == null ? "closed by it" : closing;
        server.closed(this);
        out.release();
    }

    /** A peer that does not read its answers is not given the chance to ask for more. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        channel.config().setAutoRead(channel.isWritable());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (root instanceof IOException) {
            close(root.getMessage());
        } else if (root instanceof BadFrame) {
            refuse(root.getMessage());
        } else {
            LOG.debug("While serving the coordinator at {}", peer(), root);
            refuse("it could not be served, " + root);
        }
    }

    void refuse(String why) {
        if (closing == null) {
            server.complaints().warn("Closed the connection of " + peer() + " to the port of coordinators: " + why);
        }
        close(why);
    }

    /** What is answered by now still leaves. */
    void close(String why) {
        if (closing == null) {
            takeAnswers();
            closing = why;
            channel.close();
        }
    }

    boolean isProven() {
        return proven;
    }

    private String peer() {
        return String.valueOf(channel.remoteAddress());
    }

    // ---- in ----

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closing != null) {
            return;
        }
        Frame frame = (Frame) message;
        readSinceTick = true;
        if (proven) {
            frame(frame.number(), frame.id(), frame.body());
        } else {
            introduction(frame.number(), frame.body());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        out.flush();
    }

    private void introduction(int number, byte[] body) {
        if (number == HELLO.number() && callersHello == null) {
            callersHello = body;
            myHello = server.handshake().hello();
            out.add(HELLO.number(), 0, myHello);
            Handshake.agreedVersion(body); // after the answer, so that the other side can say as well what is wrong
        } else if (number == PROOF.number() && callersHello != null) {
            server.handshake().check(Handshake.Side.CALLER, callersHello, myHello, body);
            proven = true;
            cutter.limitTo(Gathered.HEAD_BYTES + settings.maxFrameBytes());
            server.proven(this);
            out.add(PROOF.number(), 0, server.handshake().proof(Handshake.Side.CALLED, callersHello, myHello));
            LOG.info("A coordinator joined from {}", peer());
        } else {
            throw new BadFrame("it sent " + number + " where it had to prove who it is");
        }
    }

    private void frame(int number, long id, byte[] body) {
        if (FrameKind.isRequest(number)) {
            request(number, id, body);
        } else if (number == PING.number()) {
            out.add(PONG.number(), id);
        } else {
            throw new BadFrame("no caller sends a frame of kind " + number);
        }
    }

    private void request(int number, long id, byte[] body) {
        if (inFlight >= settings.maxInFlight()) {
            send(id, BUSY);
            return;
        }
        Input.Request request;
        try {
            request = server.codec().request(number, body, new AskedFor(this, id));
        } catch (NotUnderstood newer) {
            send(id, notUnderstood(newer));
            return;
        }
        inFlight++;
        if (!server.local().offer(request)) {
            inFlight--;
            send(id, BUSY);
        }
    }

    /** Retryable: the nodes of a cluster are of different versions only for a while. */
    private static Refused notUnderstood(NotUnderstood newer) {
        return new Refused(
                Refusal.BUSY,
                "the coordinator that owns this transaction is of another version and does not understand the request ("
                        + newer.getMessage() + "); nothing was changed");
    }

    // ---- out ----

    /** Whom a lane answers. */
    private record AskedFor(ServedPeer peer, long id) implements Callback {
        @Override
        public void answer(Answer answer) {
            peer.answered(id, answer);
        }

        @Override
        public String toString() {
            return "request " + id + " of the coordinator at " + peer.peer();
        }
    }

    /** Any thread's. If the loop has ended, so has the connection, and nobody waits any more. */
    private void answered(long id, Answer answer) {
        answers.add(new Answered(id, answer));
    }

    private void takeAnswers() {
        Answered next;
        while ((next = answers.poll()) != null) {
            inFlight--;
            if (closing == null) {
                send(next.id(), next.answer());
            }
        }
        if (closing == null) {
            out.flush();
        }
    }

    private void send(long id, Answer answer) {
        PeerCodec.Message message = server.codec().message(answer);
        if (message.body().length > settings.maxFrameBytes()) {
            message = server.codec()
                    .message(new Refused(
                            Refusal.LIMIT,
                            "the answer has " + message.body().length
                                    + " bytes, more than coordinators send each other (" + settings.maxFrameBytes()
                                    + "); what was asked for may have been done"));
        }
        out.add(message.number(), id, message.body());
    }
}
