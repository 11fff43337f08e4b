// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.Callback;
import io.holdfast.coordinator.port.Coordinator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a request that is forwarded: always one answer, and a true one. */
class PeersTest {
    private static final ReplyTo NOBODY = new ReplyTo() {};

    private final Owner owner = new Owner();
    private final AtomicInteger bursts = new AtomicInteger();
    private final List<AutoCloseable> open = new ArrayList<>();

    private static byte[] secret() {
        return "the secret of the cluster".getBytes(US_ASCII);
    }

    private static PeerSettings settings(int silenceMillis, int backoffMillis) {
        return new PeerSettings(
                4096, 20, null, null, null, Duration.ofMillis(silenceMillis), Duration.ofMillis(backoffMillis));
    }

    private Peers peers(PeerSettings settings) {
        return kept(new Peers(secret(), settings, bursts::incrementAndGet));
    }

    private PeerServer server(int port, byte[] secret, PeerSettings settings) throws IOException {
        PeerServer server = kept(new PeerServer("127.0.0.1", port, secret, owner, settings));
        server.start();
        return server;
    }

    private RawOwner raw(RawOwner.Script script) throws IOException {
        return kept(new RawOwner(script));
    }

    private <T extends AutoCloseable> T kept(T one) {
        open.add(0, one);
        return one;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private static String at(PeerServer server) {
        return "127.0.0.1:" + server.port();
    }

    private static Input.AskStatus status(long id) {
        return new Input.AskStatus(new TransactionId(id), NOBODY);
    }

    private static Asker ask(Peers peers, String address, long id) {
        Asker asker = new Asker();
        peers.forward(address, status(id), asker);
        return asker;
    }

    @Test
    void everyRequestReachesTheOwnerAndItsAnswerComesBack() throws IOException {
        PeerSettings settings = PeerSettings.defaults();
        PeerServer server = server(0, secret(), settings);
        Peers peers = peers(settings);
        RandomTraffic sent = new RandomTraffic(5);
        RandomTraffic expected = new RandomTraffic(5);
        for (int i = 0; i < 100; i++) {
            Asker asker = new Asker();
            peers.forward(at(server), sent.request(NOBODY), asker);
            Input.Request arrived = owner.next();
            assertThat(arrived).isEqualTo(expected.request(arrived.replyTo()));
            Answer answer = sent.answer();
            expected.answer();
            Owner.answer(arrived, answer);
            assertThat(asker.answer()).isEqualTo(answer);
        }
    }

    @Test
    void aHostMayBeANameToo() throws IOException {
        PeerServer server = server(0, secret(), settings(2_000, 0));
        Asker asker = ask(peers(settings(2_000, 0)), "localhost:" + server.port(), 1);
        Owner.answer(owner.next(), new Answer.Reported());
        assertThat(asker.answer()).isEqualTo(new Answer.Reported());
    }

    @Test
    void tenThousandRequestsOfFourThreadsAreAnsweredOnceEachByOneThreadInBursts() throws Exception {
        int each = 2_500;
        Coordinator echo = input -> {
            Input.AskStatus request = (Input.AskStatus) input;
            long id = request.transaction().value();
            ((Callback) request.replyTo()).answer(new Answer.Registered(id));
            return true;
        };
        PeerServer server = kept(new PeerServer("127.0.0.1", 0, secret(), echo, PeerSettings.defaults()));
        server.start();
        Peers peers = peers(PeerSettings.defaults());
        AtomicIntegerArray answered = new AtomicIntegerArray(4 * each);
        AtomicInteger right = new AtomicInteger();
        Set<Thread> tellers = ConcurrentHashMap.newKeySet();
        List<Thread> askers = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int first = thread * each;
            askers.add(new Thread(() -> {
                for (int id = first; id < first + each; id++) {
                    int one = id;
                    peers.forward(at(server), status(one), answer -> {
                        tellers.add(Thread.currentThread());
                        answered.incrementAndGet(one);
                        if (answer.equals(new Answer.Registered(one))) {
                            right.incrementAndGet();
                        }
                    });
                }
            }));
        }
        askers.forEach(Thread::start);
        for (Thread asker : askers) {
            asker.join();
        }
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> right.get() == 4 * each);
        for (int id = 0; id < 4 * each; id++) {
            assertThat(answered.get(id)).isEqualTo(1);
        }
        assertThat(tellers).hasSize(1);
        Awaitility.await().untilAsserted(() -> assertThat(bursts.get()).isBetween(1, 4 * each / 2));
    }

    @Test
    void whoeverAsksTooMuchIsTold() throws IOException {
        PeerServer server = server(0, secret(), settings(2_000, 0));
        Peers peers = peers(settings(2_000, 0));
        List<Asker> askers = new ArrayList<>();
        for (int id = 0; id < 20; id++) {
            askers.add(ask(peers, at(server), id));
        }
        ask(peers, at(server), 21).assertRefused(Refusal.BUSY, "nothing was changed");
        for (Asker asker : askers) {
            Owner.answer(owner.next(), new Answer.Reported());
            assertThat(asker.answer()).isEqualTo(new Answer.Reported());
        }
        Asker next = ask(peers, at(server), 22);
        Owner.answer(owner.next(), new Answer.Reported());
        assertThat(next.answer()).isEqualTo(new Answer.Reported());
    }

    @Test
    void aRequestOverTheLimitIsNotSent() throws IOException {
        PeerServer server = server(0, secret(), settings(2_000, 0));
        Peers peers = peers(settings(2_000, 0));
        Asker asker = new Asker();
        peers.forward(at(server), new Input.FindByKey("k".repeat(4096), NOBODY), asker);
        asker.assertRefused(Refusal.LIMIT, "4096");
        assertThat(owner.size()).isZero();
    }

    @Test
    void aFullInboxAtTheOwnerIsBusy() throws IOException {
        PeerServer server = server(0, secret(), settings(2_000, 0));
        owner.beFull(true);
        ask(peers(settings(2_000, 0)), at(server), 1).assertRefused(Refusal.BUSY, "nothing was changed");
    }

    @Test
    void whereNobodyListensNothingWasChanged() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        Peers peers = peers(settings(2_000, 200));
        ask(peers, "127.0.0.1:" + free, 1).assertRefused(Refusal.BUSY, "nothing was changed");
        ask(peers, "no-such-host.invalid:1", 1).assertRefused(Refusal.BUSY, "name is not known");
        for (String nonsense : List.of("", "host", ":1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:99999", "h:x")) {
            ask(peers, nonsense, 1).assertRefused(Refusal.BUSY, "not host:port");
        }
    }

    @Test
    void anOwnerWithAnotherSecretIsAskedNothing() throws IOException {
        PeerServer server = server(0, "another secret, just as long".getBytes(US_ASCII), settings(10_000, 0));
        ask(peers(settings(10_000, 0)), at(server), 1).assertRefused(Refusal.BUSY, "secret");
        assertThat(owner.size()).isZero();
    }

    /** It sends back what it is sent: the hello, and the proof. */
    @Test
    void aMirrorProvesNothing() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        RawOwner mirror = raw(peer -> {
            while (true) {
                RawPeer.Frame frame = peer.read();
                requests.addAndGet(FrameKind.isRequest(frame.kind()) ? 1 : 0);
                peer.send(frame.kind(), frame.id(), peer.lastBody());
            }
        });
        ask(peers(settings(2_000, 0)), mirror.address(), 1).assertRefused(Refusal.BUSY, "secret");
        RawOwner mirrorOfTheProof = raw(peer -> {
            peer.read();
            peer.send(FrameKind.HELLO.number(), 0, new Handshake(secret()).hello());
            byte[] proof = peer.body();
            peer.send(FrameKind.PROOF.number(), 0, proof);
            requests.addAndGet(FrameKind.isRequest(peer.read().kind()) ? 1 : 0);
        });
        ask(peers(settings(2_000, 0)), mirrorOfTheProof.address(), 1).assertRefused(Refusal.BUSY, "secret");
        assertThat(requests).hasValue(0);
    }

    @Test
    void anOwnerThatTakesAConnectionAndSaysNothingIsGivenUp() throws IOException {
        RawOwner hanging = raw(peer -> {});
        ask(peers(settings(150, 0)), hanging.address(), 1).assertRefused(Refusal.BUSY, "nothing was changed");
    }

    @Test
    void whatWasInFlightWhenTheOwnerFellSilentIsNotKnown() throws IOException {
        RawOwner hanging = raw(peer -> peer.welcome(secret()));
        long started = System.nanoTime();
        ask(peers(settings(150, 0)), hanging.address(), 1).assertRefused(Refusal.UNAVAILABLE, "not known");
        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .isBetween(Duration.ofMillis(100), Duration.ofSeconds(5));
    }

    @Test
    void whatWasInFlightWhenTheConnectionBrokeIsNotKnown() throws IOException {
        RawOwner breaking = raw(peer -> {
            peer.welcome(secret());
            peer.read();
            peer.close();
        });
        Peers peers = peers(settings(2_000, 60_000));
        Asker first = ask(peers, breaking.address(), 1);
        first.assertRefused(Refusal.UNAVAILABLE, "not known");
        first.assertRefused(Refusal.UNAVAILABLE, breaking.address());
        ask(peers, breaking.address(), 2).assertRefused(Refusal.BUSY, "nothing was changed");
        assertThat(breaking.connectedNanos()).hasSize(1);
    }

    @Test
    void aPeerThatAnswersWhatWasNotAskedIsLeft() throws IOException {
        RawOwner confused = raw(peer -> {
            peer.welcome(secret());
            RawPeer.Frame asked = peer.read();
            peer.send(FrameKind.REPORTED, asked.id() + 1, "{}");
        });
        ask(peers(settings(2_000, 0)), confused.address(), 1).assertRefused(Refusal.UNAVAILABLE, "not asked");
    }

    @Test
    void anAnswerOfANewerVersionIsNotKnownAndTheConnectionServesOn() throws IOException {
        RawOwner newer = raw(peer -> {
            peer.welcome(secret());
            peer.send(120, peer.read().id(), new byte[] {'?'});
            peer.send(FrameKind.REPORTED, peer.read().id(), "{'by':'me'}");
        });
        Peers peers = peers(settings(2_000, 60_000));
        ask(peers, newer.address(), 1).assertRefused(Refusal.UNAVAILABLE, "another version");
        assertThat(ask(peers, newer.address(), 2).answer()).isEqualTo(new Answer.Reported());
    }

    @Test
    void afterAFailureItIsNotTriedAgainBeforeTheBackoffIsOver() throws IOException {
        RawOwner closing = raw(RawPeer::close);
        Peers peers = peers(settings(2_000, 200));
        AtomicInteger asked = new AtomicInteger();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    ask(peers, closing.address(), asked.incrementAndGet())
                            .assertRefused(Refusal.BUSY, "nothing was changed");
                    return closing.connectedNanos().size() == 3;
                });
        List<Long> times = List.copyOf(closing.connectedNanos());
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).isGreaterThan(190_000_000L);
        }
        assertThat(asked.get()).as("refused in between").isGreaterThan(10);
    }

    @Test
    void anOwnerThatComesBackIsFound() throws IOException {
        PeerServer server = server(0, secret(), settings(2_000, 20));
        Peers peers = peers(settings(2_000, 20));
        Asker before = ask(peers, at(server), 1);
        Owner.answer(owner.next(), new Answer.Reported());
        before.answer();
        Asker during = ask(peers, at(server), 2);
        owner.next();
        int port = server.port();
        server.close();
        during.assertRefused(Refusal.UNAVAILABLE, "not known");
        PeerServer again = server(port, secret(), settings(2_000, 20));
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            Asker after = ask(peers, at(again), 3);
            Awaitility.await().until(() -> after.isTold() || owner.size() > 0);
            return !after.isTold();
        });
    }

    /** Nothing is said for longer than the silence but pings, and the request is still waited for. */
    @Test
    void aLongWaitIsNotTakenForSilence() throws IOException {
        PeerServer server = server(0, secret(), settings(450, 0));
        Asker asker = ask(peers(settings(450, 0)), at(server), 1);
        Input.Request request = owner.next();
        Awaitility.await()
                .during(Duration.ofMillis(1_100))
                .atMost(Duration.ofSeconds(5))
                .until(() -> !asker.isTold());
        Owner.answer(request, new Answer.Reported());
        assertThat(asker.answer()).isEqualTo(new Answer.Reported());
    }

    @Test
    void afterTheEndEverybodyIsTold() throws IOException {
        PeerServer server = server(0, secret(), settings(2_000, 0));
        RawOwner hanging = raw(peer -> {});
        Peers peers = peers(settings(2_000, 0));
        Asker inFlight = ask(peers, at(server), 1);
        Asker waiting = ask(peers, hanging.address(), 1);
        owner.next();
        peers.close();
        inFlight.assertRefused(Refusal.UNAVAILABLE, "not known");
        waiting.assertRefused(Refusal.BUSY, "nothing was changed");
        Asker late = ask(peers, at(server), 2);
        late.assertRefused(Refusal.BUSY, "shutting down");
        assertThat(late.toldBy()).isEqualTo(Thread.currentThread());
        peers.close();
    }

    /** Whoever asks again at once, when refused, keeps nobody else from being answered. */
    @Test
    void askingAgainAtOnceDoesNotStopTheOthers() throws IOException {
        PeerServer server = server(0, secret(), settings(2_000, 0));
        RawOwner closing = raw(RawPeer::close);
        Peers peers = peers(settings(2_000, 60_000));
        AtomicInteger again = new AtomicInteger();
        peers.forward(closing.address(), status(1), new AskingAgain(peers, closing.address(), again));
        Awaitility.await().until(() -> again.get() > 100);
        Asker asker = ask(peers, at(server), 1);
        Owner.answer(owner.next(), new Answer.Reported());
        assertThat(asker.answer()).isEqualTo(new Answer.Reported());
    }

    private record AskingAgain(Peers peers, String address, AtomicInteger times)
            implements java.util.function.Consumer<Answer> {
        @Override
        public void accept(Answer refused) {
            if (times.incrementAndGet() < 3_000 && !peers.isClosed()) {
                peers.forward(address, status(times.get()), this);
            }
        }
    }

    /** What one of those who asked does wrong is not the others' trouble. */
    @Test
    void anAskerThatThrowsHarmsNobodyElse() throws IOException {
        PeerServer server = server(0, secret(), settings(2_000, 0));
        Peers peers = peers(settings(2_000, 0));
        peers.forward(at(server), status(1), answer -> {
            throw new IllegalStateException("a test that throws");
        });
        Asker next = ask(peers, at(server), 2);
        Owner.answer(owner.next(), new Answer.Reported());
        Owner.answer(owner.next(), new Answer.Reported());
        assertThat(next.answer()).isEqualTo(new Answer.Reported());
    }
}
