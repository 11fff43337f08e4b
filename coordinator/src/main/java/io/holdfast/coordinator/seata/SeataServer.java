// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.holdfast.coordinator.port.Coordinator;
import io.holdfast.coordinator.port.Outbox;
import io.holdfast.coordinator.port.ParticipantsSeen;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves Seata clients: owns the listening socket, the event loops and every connection. One thread accepts, a few serve;
 * a message is handled by the thread that read it. Started once and stopped once.
 */
public final class SeataServer implements ParticipantsSeen, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SeataServer.class);

    private final SeataFrontSettings settings;
    private final SslContext tls;
    private final Front front;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private EventLoopGroup acceptor;
    private EventLoopGroup loops;
    private Channel listening;

    /** A server that speaks plainly, as clients do. */
    public SeataServer(SeataFrontSettings settings, Admission admission, Coordinator coordinator) {
        this(settings, admission, coordinator, null);
    }

    /** @param tls what the port shows who it is with; null if it speaks plainly */
    public SeataServer(SeataFrontSettings settings, Admission admission, Coordinator coordinator, SSLContext tls) {
        this.settings = settings;
        this.tls = tls == null
                ? null
                : new JdkSslContext(
                        tls,
                        false,
                        null,
                        IdentityCipherSuiteFilter.INSTANCE,
                        ApplicationProtocolConfig.DISABLED,
                        ClientAuth.NONE,
                        null,
                        false);
        ReceiveBudget budget = new ReceiveBudget(settings.maxHalfReceivedBytes());
        this.front = new Front(
                settings,
                coordinator,
                admission,
                new ConnectionRegistry(),
                budget,
                new FrontCounters(budget),
                new PeerComplaints(LOG, System::nanoTime),
                new AtomicInteger());
    }

    /** A way out for one lane; may be opened, and used, before the server is started. */
    public Outbox openOutbox() {
        return new SeataOutbox(front);
    }

    public FrontCounters counters() {
        return front.counters();
    }

    @Override
    public List<Participant> participants() {
        return front.registry().participants();
    }

    /** @throws IOException if the address cannot be listened on; the message says what to change */
    public void start() throws IOException {
        acceptor = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("seata-accept", true), NioIoHandler.newFactory());
        loops = new MultiThreadIoEventLoopGroup(
                settings.eventLoops(), new DefaultThreadFactory("seata-io", true), NioIoHandler.newFactory());
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(acceptor, loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(settings.writeHighWaterBytes() / 2, settings.writeHighWaterBytes()))
                .childHandler(new Pipeline());
        ChannelFuture bound = bootstrap.bind(settings.host(), settings.port()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close();
            throw new IOException(
                    "Cannot listen for Seata clients on " + settings.host() + ":" + settings.port() + " ("
                            + bound.cause().getMessage()
                            + "): stop whatever uses it, or set holdfast.seata.port or holdfast.seata.host",
                    bound.cause());
        }
        listening = bound.channel();
        LOG.info("Listening for Seata clients on {}:{}{}", settings.host(), port(), tls == null ? "" : " (TLS)");
    }

    /** The port listened on, also if any free one was asked for. */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Stops listening, closes every connection, and waits until that is done, for five seconds at most. */
    @Override
    public void close() {
        if (listening != null) {
            listening.close().awaitUninterruptibly();
        }
        connections.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        stop(acceptor);
        stop(loops);
    }

    private static void stop(EventLoopGroup group) {
        if (group != null) {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
    }

    private final class Pipeline extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            connections.add(channel);
            if (tls != null) {
                channel.pipeline().addLast(tls.newHandler(channel.alloc()));
            }
            FrameDecoder decoder =
                    new FrameDecoder(settings.maxRegistrationBytes(), settings.maxFrameBytes(), front.budget());
            channel.pipeline()
                    .addLast(
                            decoder,
                            // Behind the decoder it sees whole frames only, so that dribbling bytes count as silence.
                            new IdleStateHandler(settings.readIdle().toMillis(), 0, 0, TimeUnit.MILLISECONDS),
                            new SeataConnection(front, decoder));
        }
    }
}
