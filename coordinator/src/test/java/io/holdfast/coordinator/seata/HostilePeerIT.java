// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.seata.compressor.gzip.GzipUtil;
import org.apache.seata.core.protocol.RegisterTMRequest;
import org.apache.seata.core.protocol.transaction.GlobalBeginRequest;
import org.apache.seata.core.protocol.transaction.GlobalStatusRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** I26: bad bytes change nothing and close only the connection that they came on. */
class HostilePeerIT {
    private FrontUnderTest front;
    private RawClient neighbour;

    @BeforeEach
    void start() throws IOException {
        front = FrontUnderTest.start();
        neighbour = RawClient.caller(front.port(), "neighbour", "2.6.0");
    }

    @AfterEach
    void neighbourIsUnharmedAndNothingWasChanged() throws IOException {
        assertThat(neighbour.isServed()).isTrue();
        assertThat(front.coordinator.isEmpty()).isTrue();
        neighbour.close();
        Awaitility.await().until(() -> front.server.counters().openConnections() == 0);
        front.close();
    }

    @Test
    void webBrowserIsClosedAtOnce() throws IOException {
        try (RawClient peer = RawClient.connect(front.port())) {
            peer.sendBytes("GE".getBytes(StandardCharsets.US_ASCII));
            peer.awaitClosed();
        }
        assertThat(front.server.counters().malformedConnections()).isEqualTo(1);
    }

    @Test
    void protocolOfTheOldestClientsIsClosed() throws IOException {
        closes((byte) 0xDA, (byte) 0xDA, (byte) 0);
    }

    @Test
    void frameOverTheLimitIsClosedBeforeItIsCollected() throws IOException {
        closes(head(1, 4097, 16));
    }

    @Test
    void registeredClientMaySendMoreThanAnUnregisteredOneButNotWithoutEnd() throws IOException {
        try (RawClient peer = RawClient.caller(front.port(), "app", "2.6.0")) {
            peer.sendBytes(Arrays.copyOf(head(1, 8000, 8000), 8000));
            assertThat(peer.isServed()).isFalse(); // as a whole it is no message: but it was taken in
        }
        try (RawClient peer = RawClient.caller(front.port(), "app", "2.6.0")) {
            peer.sendBytes(head(1, 8193, 16));
            peer.awaitClosed();
        }
    }

    @Test
    void largeFramesThatAreBegunEverywhereAreRefusedAndTheirRoomIsGivenBack() throws IOException {
        try (RawClient first = RawClient.caller(front.port(), "app", "2.6.0");
                RawClient second = RawClient.caller(front.port(), "app", "2.6.0")) {
            first.sendBytes(head(1, 8192, 16));
            Awaitility.await().until(() -> front.halfReceived() == 8192);
            second.sendBytes(head(1, 8192, 16));
            second.awaitClosed();
        }
        Awaitility.await().until(() -> front.halfReceived() == 0);
        try (RawClient third = RawClient.caller(front.port(), "app", "2.6.0")) {
            third.sendBytes(head(1, 8192, 16));
            Awaitility.await().until(() -> front.halfReceived() == 8192);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 7, 15})
    void impossibleLengthIsClosed(int fullLength) throws IOException {
        closes(head(1, fullLength, 16));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 21, 65_535})
    void impossibleHeadLengthIsClosed(int headLength) throws IOException {
        closes(Arrays.copyOf(head(1, 20, headLength), 20));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 22, 50, 100, 255})
    void anyOtherCodecIsClosed(int codec) throws IOException {
        byte[] body = StockFrame.serialized(new RegisterTMRequest("app", "group"));
        closes(StockFrame.bytes(FrameType.REQUEST, codec, 0, 1, Map.of(), body));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 7, 99})
    void compressorThatIsNotServedIsClosed(int compressor) throws IOException {
        byte[] body = StockFrame.serialized(new RegisterTMRequest("app", "group"));
        closes(StockFrame.bytes(FrameType.REQUEST, 1, compressor, 1, Map.of(), body));
    }

    @Test
    void compressedBombIsClosed() throws IOException {
        byte[] bomb = GzipUtil.compress(new byte[3_000_000]);
        assertThat(bomb).hasSizeLessThan(4000);
        closes(StockFrame.bytes(FrameType.REQUEST, 1, 1, 1, Map.of(), bomb));
    }

    @Test
    void requestBeforeRegistrationIsClosed() throws IOException {
        GlobalBeginRequest begin = new GlobalBeginRequest();
        begin.setTransactionName("n");
        closes(StockFrame.bytes(FrameType.REQUEST, 1, begin));
    }

    @Test
    void messageWithoutBodyIsClosed() throws IOException {
        closes(StockFrame.bytes(FrameType.REQUEST, 1, null));
    }

    @Test
    void unknownFrameTypeIsClosed() throws IOException {
        closes(StockFrame.bytes((byte) 9, 1, null));
    }

    @Test
    void messageOfAnUnknownTypeIsIgnored() throws IOException {
        try (RawClient peer = RawClient.caller(front.port(), "app", "2.6.0")) {
            peer.sendBytes(StockFrame.bytes(FrameType.REQUEST, 1, 0, 1, Map.of(), new byte[] {0, 111}));
            assertThat(peer.isServed()).isTrue();
        }
    }

    @Test
    void newerProtocolVersionIsAnsweredInTheNewestThatIsKnown() throws IOException {
        byte[] frame = StockFrame.bytes(FrameType.PING, 7, null);
        frame[2] = 2;
        try (RawClient peer = RawClient.connect(front.port())) {
            peer.sendBytes(frame);
            assertThat(peer.receive()).isEqualTo(new StockFrame(FrameType.PONG, 7, null));
        }
    }

    @Test
    void halfAFrameIsClosedWhenNoMoreComes() throws IOException {
        try (FrontUnderTest impatient = impatient();
                RawClient peer = RawClient.caller(impatient.port(), "app", "2.6.0")) {
            GlobalStatusRequest request = new GlobalStatusRequest();
            request.setXid("h:1:2");
            byte[] frame = StockFrame.bytes(FrameType.REQUEST, 1, request);
            peer.sendBytes(Arrays.copyOf(frame, frame.length - 1));
            peer.awaitClosed();
            assertThat(impatient.server.counters().idleConnections()).isEqualTo(1);
        }
    }

    @Test
    void dribblingFrameIsClosedThoughBytesKeepComing() throws IOException {
        try (FrontUnderTest impatient = impatient();
                RawClient peer = RawClient.caller(impatient.port(), "app", "2.6.0")) {
            peer.sendBytes(head(1, 4000, 16));
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> {
                        trySend(peer, (byte) 0);
                        return impatient.server.counters().idleConnections() == 1;
                    });
        }
    }

    @Test
    void pingsAloneKeepNoUnregisteredConnection() throws IOException {
        try (FrontUnderTest impatient = impatient();
                RawClient peer = RawClient.connect(impatient.port())) {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> !peer.isServed());
        }
    }

    @Test
    void connectionsBeyondTheLimitAreClosedAndTheOthersKept() throws IOException {
        RawClient[] many = new RawClient[99];
        for (int i = 0; i < many.length; i++) {
            many[i] = RawClient.connect(front.port());
        }
        assertThat(many[98].isServed()).isTrue();
        try (RawClient oneTooMany = RawClient.connect(front.port())) {
            oneTooMany.awaitClosed();
        }
        assertThat(front.server.counters().refusedConnections()).isEqualTo(1);
        for (RawClient client : many) {
            client.close();
        }
        Awaitility.await().until(() -> front.server.counters().openConnections() == 1);
        try (RawClient again = RawClient.connect(front.port())) {
            assertThat(again.isServed()).isTrue();
        }
    }

    @Test
    void peerThatDoesNotReadIsNotServedWithoutEnd() throws IOException {
        try (FrontUnderTest impatient = impatient();
                RawClient peer = RawClient.caller(impatient.port(), "app", "2.6.0")) {
            byte[] pings = new byte[16 * 4096];
            for (int i = 0; i < pings.length; i += 16) {
                System.arraycopy(StockFrame.bytes(FrameType.PING, i, null), 0, pings, i, 16);
            }
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> {
                        try {
                            peer.sendBytes(pings);
                        } catch (SocketException closed) {
                            return true;
                        }
                        return false;
                    });
            assertThat(impatient.server.counters().idleConnections()).isEqualTo(1);
        }
    }

    /** Seeded: what fails once fails again. Strangers come one by one, and registered ones all at once. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void spoiledFramesCloseAtMostTheirOwnConnection(long seed) throws IOException {
        Random random = new Random(seed);
        List<byte[]> real = WireSeeds.frames();
        long threadsBefore = threads();
        for (int i = 0; i < 40; i++) {
            try (RawClient stranger = RawClient.connect(front.port())) {
                trySend(stranger, Mutation.stream(real, random));
            }
        }
        assertThat(front.coordinator.isEmpty()).as("a stranger changes nothing").isTrue();
        RawClient[] clients = new RawClient[40];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = RawClient.caller(front.port(), "noisy", "2.2.0");
            trySend(clients[i], Mutation.stream(real, random));
        }
        assertThat(neighbour.isServed()).as("while they all are there").isTrue();
        for (RawClient client : clients) {
            client.close();
        }
        // What was spoiled may still be a request of the registered ones; that much is allowed to them.
        Awaitility.await().until(() -> {
            front.refuseAll();
            return front.server.counters().openConnections() == 1;
        });
        assertThat(front.server.counters().failedConnections()).isZero();
        assertThat(front.server.counters().halfReceivedBytes()).isZero();
        assertThat(threads()).as("threads").isLessThanOrEqualTo(threadsBefore);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("seata-"))
                .count();
    }

    private void closes(byte... bytes) throws IOException {
        long before = front.server.counters().malformedConnections();
        try (RawClient peer = RawClient.connect(front.port())) {
            peer.sendBytes(bytes);
            peer.awaitClosed();
        }
        assertThat(front.server.counters().malformedConnections()).isEqualTo(before + 1);
    }

    private static void trySend(RawClient peer, byte... bytes) throws IOException {
        try {
            peer.sendBytes(bytes);
        } catch (SocketException closed) {
            // what the test waits for will tell
        }
    }

    private static FrontUnderTest impatient() throws IOException {
        return new FrontUnderTest(FrontUnderTest.settings(8192, Duration.ofMillis(300)), Admission.everybody());
    }

    private static byte[] head(int version, int fullLength, int headLength) {
        ByteBuffer head = ByteBuffer.allocate(16);
        head.putShort((short) 0xDADA).put((byte) version).putInt(fullLength).putShort((short) headLength);
        head.put(FrameType.REQUEST).put((byte) 1).put((byte) 0).putInt(1);
        return head.array();
    }
}
