// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.TransactionId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a coordinator takes from those who connect to the port of its peers. */
class PeerServerTest {
    private static final int PING_BYTES = 13;
    private static final String STATUS = "{'transaction':7}";

    private final Owner owner = new Owner();
    private PeerServer server;

    private static byte[] secret() {
        return "the secret of the cluster".getBytes(US_ASCII);
    }

    @BeforeEach
    void start() throws IOException {
        server = started(Duration.ofSeconds(20));
    }

    private PeerServer started(Duration silence) throws IOException {
        PeerSettings settings = new PeerSettings(4096, 3, null, 5, 2048, silence, Duration.ZERO);
        PeerServer made = new PeerServer("127.0.0.1", 0, secret(), owner, settings);
        made.start();
        return made;
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Whatever happened to others, this one is served. */
    private void assertServes(RawPeer peer) throws IOException {
        peer.send(FrameKind.ASK_STATUS, 11, STATUS);
        Input.Request request = owner.next();
        assertThat(request).isEqualTo(new Input.AskStatus(new TransactionId(7), request.replyTo()));
        Owner.answer(request, new Answer.Registered(5));
        assertThat(peer.read()).isEqualTo(new RawPeer.Frame(FrameKind.REGISTERED.number(), 11, "{\"branchId\":5}"));
    }

    @Test
    void requestsAreTakenFromWhoeverProvesThatItKnowsTheSecret() throws IOException {
        try (RawPeer peer = RawPeer.joined(server.port(), secret())) {
            assertServes(peer);
            peer.send(FrameKind.PING.number(), 3, new byte[0]);
            assertThat(peer.read()).isEqualTo(new RawPeer.Frame(FrameKind.PONG.number(), 3, ""));
        }
    }

    @Test
    void aShortSecretIsRefusedAtStart() {
        assertThatThrownBy(() -> new PeerServer("127.0.0.1", 0, new byte[15], owner, PeerSettings.defaults()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 16");
    }

    @Test
    void aTakenPortIsNamed() {
        PeerServer second = new PeerServer("127.0.0.1", server.port(), secret(), owner, PeerSettings.defaults());
        assertThatThrownBy(second::start).isInstanceOf(IOException.class).hasMessageContaining(":" + server.port());
    }

    @Test
    void nothingIsTakenBeforeTheProof() throws IOException {
        try (RawPeer atOnce = RawPeer.connect(server.port());
                RawPeer afterHello = RawPeer.connect(server.port())) {
            atOnce.send(FrameKind.ASK_STATUS, 1, STATUS);
            atOnce.assertClosed();
            afterHello.send(FrameKind.HELLO.number(), 0, new Handshake(secret()).hello());
            afterHello.read();
            afterHello.send(FrameKind.ASK_STATUS, 1, STATUS);
            afterHello.assertClosed();
        }
        assertThat(owner.size()).isZero();
    }

    @Test
    void aWrongSecretClosesTheConnection() throws IOException {
        assertThatThrownBy(() -> RawPeer.joined(server.port(), "another secret, just as long".getBytes(US_ASCII)))
                .isInstanceOf(IOException.class);
    }

    /** What is heard once is of no use in another connection, nor the answer of the server itself. */
    @Test
    void aProofServesOnceAndForOneSide() throws IOException {
        Handshake handshake = new Handshake(secret());
        byte[] hello = handshake.hello();
        try (RawPeer first = RawPeer.connect(server.port());
                RawPeer second = RawPeer.connect(server.port());
                RawPeer third = RawPeer.connect(server.port())) {
            first.send(FrameKind.HELLO.number(), 0, hello);
            byte[] proof = handshake.proof(Handshake.Side.CALLER, hello, first.body());
            second.send(FrameKind.HELLO.number(), 0, hello);
            second.read();
            second.send(FrameKind.PROOF.number(), 0, proof);
            second.assertClosed();
            third.send(FrameKind.HELLO.number(), 0, hello);
            third.send(FrameKind.PROOF.number(), 0, handshake.proof(Handshake.Side.CALLED, hello, third.body()));
            third.assertClosed();
            first.send(FrameKind.PROOF.number(), 0, proof);
            assertThat(first.read().kind()).isEqualTo(FrameKind.PROOF.number());
            assertServes(first);
        }
    }

    @Test
    void anotherVersionIsToldOursAndLeft() throws IOException {
        byte[] hello = new Handshake(secret()).hello();
        hello[4] = 9;
        hello[5] = 9;
        try (RawPeer newer = RawPeer.connect(server.port())) {
            newer.send(FrameKind.HELLO.number(), 0, hello);
            assertThat(newer.body()).hasSize(Handshake.HELLO_BYTES);
            newer.assertClosed();
        }
    }

    @Test
    void aNewerNodeThatStillSpeaksOurVersionIsServed() {
        byte[] hello = new Handshake(secret()).hello();
        hello[5] = 9;
        assertThat(Handshake.agreedVersion(hello)).isEqualTo(1);
    }

    @Test
    void garbageClosesItsOwnConnectionOnly() throws IOException {
        Random random = new Random(1);
        try (RawPeer good = RawPeer.joined(server.port(), secret())) {
            for (int i = 0; i < 100; i++) {
                byte[] bytes = new byte[1 + random.nextInt(200)];
                random.nextBytes(bytes);
                bytes[0] |= 1; // a length that is over any limit
                byte[] frame = i % 2 == 0 ? bytes : RawPeer.bytes(random.nextInt(128), 1, Arrays.copyOf(bytes, 20));
                try (RawPeer bad =
                        i % 4 < 2 ? RawPeer.connect(server.port()) : RawPeer.joined(server.port(), secret())) {
                    bad.sendRaw(frame);
                    bad.sendRaw(new byte[] {0, 0, 0, 1, 0});
                    bad.assertClosed();
                }
            }
            assertServes(good);
        }
        assertThat(owner.size()).isZero();
    }

    @Test
    void aBodyThatIsNoJsonClosesTheConnection() throws IOException {
        try (RawPeer peer = RawPeer.joined(server.port(), secret())) {
            peer.send(FrameKind.ASK_STATUS, 1, "{'transaction':7");
            peer.assertClosed();
        }
    }

    @Test
    void aFrameOverTheLimitIsNotWaitedFor() throws IOException {
        try (RawPeer stranger = RawPeer.connect(server.port());
                RawPeer peer = RawPeer.joined(server.port(), secret())) {
            stranger.sendRaw(new byte[] {0, 0, 0, 100});
            stranger.assertClosed();
            peer.sendRaw(new byte[] {0, 0, 0x10, 0x0a});
            peer.assertClosed();
        }
    }

    @Test
    void framesMayComeByteByByte() throws IOException {
        try (RawPeer peer = RawPeer.joined(server.port(), secret())) {
            byte[] ping = RawPeer.bytes(FrameKind.PING.number(), 3, new byte[0]);
            byte[] two =
                    ByteBuffer.allocate(2 * ping.length).put(ping).put(ping).array();
            for (byte one : two) {
                peer.sendRaw(new byte[] {one});
            }
            assertThat(peer.read().id()).isEqualTo(3);
            assertThat(peer.read().id()).isEqualTo(3);
            assertServes(peer);
        }
    }

    /** Also if it stops in the middle of a frame. */
    @Test
    void whoeverDoesNotProveInTimeIsClosed() throws IOException {
        long began = System.nanoTime();
        try (PeerServer hasty = started(Duration.ofMillis(240));
                RawPeer silent = RawPeer.connect(hasty.port());
                RawPeer half = RawPeer.connect(hasty.port())) {
            half.sendRaw(new byte[] {0, 0, 0, 20, 1});
            silent.assertClosed();
            half.assertClosed();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(200));
    }

    /** A byte now and then is no sign of life: only whole frames are. */
    @Test
    void whoeverDribblesIsClosedAndWhoeverPingsIsNot() throws IOException {
        try (PeerServer hasty = started(Duration.ofMillis(300));
                RawPeer dribbling = RawPeer.joined(hasty.port(), secret());
                RawPeer alive = RawPeer.joined(hasty.port(), secret())) {
            dribbling.sendRaw(new byte[] {0, 0, 4, 0});
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(30))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> {
                        alive.send(FrameKind.PING.number(), 1, new byte[0]);
                        alive.read();
                        return !dribbles(dribbling);
                    });
            assertServes(alive);
        }
    }

    private static boolean dribbles(RawPeer peer) {
        try {
            peer.sendRaw(new byte[] {1});
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    @Test
    void aRequestOfANewerVersionIsRefusedAndTheConnectionServesOn() throws IOException {
        try (RawPeer peer = RawPeer.joined(server.port(), secret())) {
            peer.send(90, 4, new byte[] {'?'});
            RawPeer.Frame frame = peer.read();
            assertThat(frame.kind()).isEqualTo(FrameKind.REFUSED.number());
            assertThat(frame.id()).isEqualTo(4);
            assertThat(frame.body()).contains("BUSY", "another version", "nothing was changed");
            peer.send(FrameKind.DECIDE, 5, "{'transaction':7,'decision':'PERHAPS'}");
            assertThat(peer.read().body()).contains("another version");
            assertServes(peer);
        }
        assertThat(owner.size()).isZero();
    }

    @Test
    void aFullInboxIsBusy() throws IOException {
        try (RawPeer peer = RawPeer.joined(server.port(), secret())) {
            owner.beFull(true);
            for (int id = 0; id < 10; id++) {
                peer.send(FrameKind.ASK_STATUS, id, STATUS);
                assertThat(peer.read().body()).contains("BUSY");
            }
            owner.beFull(false);
            assertServes(peer);
        }
    }

    @Test
    void moreRequestsThanMayBeInFlightAreBusy() throws IOException {
        try (RawPeer peer = RawPeer.joined(server.port(), secret())) {
            for (int id = 1; id <= 4; id++) {
                peer.send(FrameKind.ASK_STATUS, id, STATUS);
            }
            RawPeer.Frame refused = peer.read();
            assertThat(refused.id()).isEqualTo(4);
            assertThat(refused.body()).contains("BUSY");
            assertThat(owner.size()).isEqualTo(3);
            for (int i = 0; i < 3; i++) {
                Owner.answer(owner.next(), new Answer.Reported());
                assertThat(peer.read().body()).isEqualTo("{}");
            }
            assertServes(peer);
        }
    }

    @Test
    void anAnswerOverTheLimitBecomesARefusal() throws IOException {
        try (RawPeer peer = RawPeer.joined(server.port(), secret())) {
            peer.send(FrameKind.ASK_STATUS, 1, STATUS);
            Owner.answer(owner.next(), new Answer.Refused(Answer.Refusal.EXPIRED, "x".repeat(5000)));
            assertThat(peer.read().body()).contains("LIMIT", "may have been done");
        }
    }

    @Test
    void whoeverProvesItselfGetsAPlaceBeforeThoseWhoOnlyConnect() throws IOException {
        RawPeer[] idle = new RawPeer[7];
        try (RawPeer first = RawPeer.joined(server.port(), secret())) {
            for (int i = 0; i < idle.length; i++) {
                idle[i] = RawPeer.connect(server.port());
            }
            try (RawPeer last = RawPeer.joined(server.port(), secret())) {
                assertServes(last);
                assertServes(first);
            }
            idle[0].assertClosed();
        } finally {
            for (RawPeer one : idle) {
                one.close();
            }
        }
    }

    /** Answers that nobody reads must not gather here; once they are read, it goes on. */
    @Test
    void aPeerThatDoesNotReadIsNotReadFrom() throws IOException {
        try (RawPeer alive = RawPeer.joined(server.port(), secret());
                SocketChannel channel =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))) {
            join(channel);
            long limit = 64L << 20;
            long sent = pingUntilNothingIsTaken(channel, limit);
            assertThat(sent).as("bytes taken from somebody who does not read").isLessThan(limit);
            assertServes(alive);
            long left = sent - sent % PING_BYTES;
            channel.configureBlocking(true);
            for (int read = 0; left > 0 && read >= 0; left -= read) {
                read = channel.read(ByteBuffer.allocate((int) Math.min(left, 1 << 16)));
            }
            assertThat(left).isZero();
        }
    }

    private static long pingUntilNothingIsTaken(SocketChannel channel, long limit) throws IOException {
        channel.configureBlocking(false);
        ByteBuffer pings = ByteBuffer.allocate(PING_BYTES * 5000);
        long sent = 0;
        long lastTaken = System.nanoTime();
        while (sent < limit && System.nanoTime() - lastTaken < 200_000_000L) {
            if (!pings.hasRemaining()) {
                pings.clear();
            }
            if (pings.position() == 0) {
                while (pings.hasRemaining()) {
                    pings.put(RawPeer.bytes(FrameKind.PING.number(), 1, new byte[0]));
                }
                pings.flip();
            }
            int taken = channel.write(pings);
            sent += taken;
            lastTaken = taken > 0 ? System.nanoTime() : lastTaken;
        }
        return sent;
    }

    private static void join(SocketChannel channel) throws IOException {
        RawPeer raw = new RawPeer(channel.socket());
        Handshake handshake = new Handshake(secret());
        byte[] mine = handshake.hello();
        raw.send(FrameKind.HELLO.number(), 0, mine);
        raw.send(FrameKind.PROOF.number(), 0, handshake.proof(Handshake.Side.CALLER, mine, raw.body()));
        raw.read();
    }

    @Test
    void whatWasAnsweredBeforeTheStopStillLeaves() throws IOException {
        try (RawPeer peer = RawPeer.joined(server.port(), secret())) {
            peer.send(FrameKind.ASK_STATUS, 1, STATUS);
            Input.Request request = owner.next();
            peer.send(FrameKind.ASK_STATUS, 2, STATUS);
            Input.Request late = owner.next();
            Owner.answer(request, new Answer.Reported());
            server.close();
            Owner.answer(late, new Answer.Reported());
            assertThat(peer.read().id()).isEqualTo(1);
            peer.assertClosed();
        }
    }
}
