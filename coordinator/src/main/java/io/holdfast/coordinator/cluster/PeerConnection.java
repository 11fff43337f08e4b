// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import static io.holdfast.coordinator.cluster.FrameKind.HELLO;
import static io.holdfast.coordinator.cluster.FrameKind.PING;
import static io.holdfast.coordinator.cluster.FrameKind.PONG;
import static io.holdfast.coordinator.cluster.FrameKind.PROOF;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.util.NetUtil;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calling end of one connection to a coordinator, from the attempt to make it to its end: holds who waits for which
 * answer. Used by the event loop only. It ends once, for whatever reason, and tells everybody who waits.
 */
// Of a failed write or close the channel itself tells (exceptionCaught, channelInactive); the futures say nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class PeerConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);

    private final Peer peer;
    private final Peers peers;
    private final PeerSettings settings;
    private final FrameCutter cutter;
    private final LongObjectMap<Consumer<Answer>> asked = new LongObjectHashMap<>();
    private long lastId;

    private Channel channel;
    private Gathered out;
    private byte[] myHello;
    private byte[] calledsHello;
    private boolean open;
    private boolean readSinceTick;
    private boolean writtenSinceTick;
    private int quietTicks;
    private String ended;

    PeerConnection(Peer peer, Peers peers) {
        this.peer = peer;
        this.peers = peers;
        this.settings = peers.settings();
        this.cutter = new FrameCutter(Gathered.HEAD_BYTES + settings.maxFrameBytes());
    }

    // ---- beginning ----

    void connect() {
        peers.loop()
                .schedule(
                        () -> {
                            if (!open) {
                                end("it did not answer within " + settings.silence());
                            }
                        },
                        settings.silence().toMillis(),
                        TimeUnit.MILLISECONDS);
        String address = peer.address();
        int colon = address.lastIndexOf(':');
        int port;
        try {
            port = Integer.parseInt(address, colon + 1, address.length(), 10);
        } catch (NumberFormatException wrong) {
            port = -1;
        }
        if (colon < 1 || port < 1 || port > 65_535) {
            end("its address is not host:port");
            return;
        }
        resolve(address.substring(0, colon), port);
    }

    private void resolve(String host, int port) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal != null) {
            try {
                connectTo(new InetSocketAddress(InetAddress.getByAddress(host, literal), port));
            } catch (UnknownHostException impossible) {
                end("its address is no address");
            }
            return;
        }
        try {
            peers.names().execute(() -> lookUp(host, port));
        } catch (RejectedExecutionException stopping) {
            end("this coordinator stops");
        }
    }

    /** On a thread that may wait for it. */
    private void lookUp(String host, int port) {
        InetSocketAddress resolved = new InetSocketAddress(host, port);
        try {
            peers.loop().execute(() -> connectTo(resolved));
        } catch (RejectedExecutionException stopped) {
            LOG.debug("Found {} too late: this coordinator has stopped", resolved);
        }
    }

    private void connectTo(InetSocketAddress address) {
        if (ended != null) {
            return; // it took too long to find the address
        }
        if (address.isUnresolved()) {
            end("the host's name is not known");
            return;
        }
        new Bootstrap()
                .group(peers.loop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.silence().toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(settings.writeHighWaterBytes() / 2, settings.writeHighWaterBytes()))
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel made) {
                        made.pipeline().addLast(cutter, PeerConnection.this);
                    }
                })
                .connect(address)
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        end(done.cause().getMessage());
                    }
                });
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        out = new Gathered(channel);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        myHello = peers.handshake().hello();
        out.add(HELLO.number(), 0, myHello);
        out.flush();
    }

    private void introduction(int number, byte[] body) {
        if (number == HELLO.number() && calledsHello == null) {
            Handshake.agreedVersion(body);
            calledsHello = body;
            out.add(PROOF.number(), 0, peers.handshake().proof(Handshake.Side.CALLER, myHello, body));
        } else if (number == PROOF.number() && calledsHello != null) {
            peers.handshake().check(Handshake.Side.CALLED, myHello, calledsHello, body);
            open = true;
            cutter.limitTo(Gathered.HEAD_BYTES + settings.maxFrameBytes());
            LOG.info("Connected to the coordinator at {}", peer.address());
            scheduleTick();
            peer.send();
        } else {
            throw new BadFrame("it sent " + number + " where it had to prove who it is");
        }
    }

    // ---- requests and answers ----

    boolean takesRequests() {
        return open && ended == null && channel.isWritable();
    }

    void send(PeerCodec.Message message, Consumer<Answer> asker) {
        long id = ++lastId;
        asked.put(id, asker);
        writtenSinceTick = true;
        out.add(message.number(), id, message.body());
    }

    void flush() {
        if (open) {
            out.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (takesRequests()) {
            peer.send();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (ended != null) {
            return;
        }
        Frame frame = (Frame) message;
        readSinceTick = true;
        if (open) {
            frame(frame.number(), frame.id(), frame.body());
        } else {
            introduction(frame.number(), frame.body());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        out.flush();
        peers.answerer().endBurst();
    }

    private void frame(int number, long id, byte[] body) {
        if (FrameKind.isAnswer(number)) {
            Answer answer = read(number, body);
            Consumer<Answer> asker = asked.remove(id);
            if (asker == null) {
                throw new BadFrame("it answered what was not asked, or answered twice");
            }
            peer.answered(asker, answer);
        } else if (number != PONG.number()) {
            throw new BadFrame("no called coordinator sends a frame of kind " + number);
        }
    }

    private Answer read(int number, byte[] body) {
        try {
            return peers.codec().answer(number, body);
        } catch (NotUnderstood newer) {
            return new Refused(
                    Refusal.UNAVAILABLE,
                    "the coordinator at " + peer.address() + " is of another version and its answer is not understood ("
                            + newer.getMessage() + "); whether this took effect is not known, ask again");
        }
    }

    // ---- end ----

    /** Not at a fixed rate: after a pause of this process, what came meanwhile must be read before silence is counted. */
    private void scheduleTick() {
        peers.loop().schedule(this::tick, settings.pingMillis(), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        if (ended != null) {
            return;
        }
        quietTicks = readSinceTick ? 0 : quietTicks + 1;
        if (quietTicks >= settings.quietTicks()) {
            end("it has said nothing for " + settings.silence());
            return;
        }
        if (!readSinceTick || !writtenSinceTick) {
            out.add(PING.number(), 0);
            out.flush();
        }
        readSinceTick = false;
        writtenSinceTick = false;
        scheduleTick();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        boolean atMyProof = !open && calledsHello != null;
        end("it closed the connection"
                + (atMyProof ? " when it was to take our proof: is its secret another one?" : ""));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        LOG.debug("While speaking with the coordinator at {}", peer.address(), root);
        end(root instanceof BadFrame ? root.getMessage() : root.toString());
    }

    void end(String why) {
        if (ended != null) {
            return;
        }
        ended = why;
        if (channel != null) {
            out.release();
            channel.close();
        }
        if (!peers.isClosed()) {
            peers.complaints()
                    .warn((open ? "Lost" : "Cannot reach") + " the coordinator at " + peer.address() + ": " + why);
        }
        List<Consumer<Answer>> lost = List.copyOf(asked.values());
        asked.clear();
        lost.forEach(asker -> peer.lost(asker, why));
        peer.ended(why);
    }
}
