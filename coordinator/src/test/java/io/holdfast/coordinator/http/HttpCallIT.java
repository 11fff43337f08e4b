// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.coordinator.call.CallWorld;
import io.holdfast.coordinator.call.HttpParticipant;
import io.holdfast.coordinator.call.HttpParticipant.Asked;
import io.holdfast.coordinator.call.HttpParticipant.Says;
import io.holdfast.coordinator.call.RawServer;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.CallResult.Done;
import io.holdfast.coordinator.model.CallResult.Refused;
import io.holdfast.coordinator.model.CallResult.Retry;
import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.Phase;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a participant answers over HTTP, and what is made of it. */
class HttpCallIT {
    private final CallWorld world = new CallWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private CallResult answer(Phase phase, int status, String body) {
        try (HttpParticipant participant = new HttpParticipant(asked -> new Says(status, body))) {
            return world.called(participant.endpoint(), phase, "{\"sku\":\"A\"}");
        }
    }

    @Test
    void everyPhaseIsAPostOfTheSameJsonWithTheBranchInItsHeaders() {
        try (HttpParticipant participant = new HttpParticipant(asked -> new Says(200, "{\"held\":2}"))) {
            for (Phase phase : Phase.values()) {
                assertThat(world.called(participant.endpoint(), phase, "{\"sku\":\"Ä\"}"))
                        .isEqualTo(new Done("{\"held\":2}"));
            }
            assertThat(participant.asked()).extracting(Asked::path).containsExactly("/try", "/confirm", "/cancel");
            assertThat(participant.asked()).extracting(Asked::body).containsOnly("{\"sku\":\"Ä\"}");
            var headers = participant.asked().get(0).headers();
            assertThat(headers.getFirst("holdfast-xid")).isEqualTo("127.0.0.1:8091:4711");
            assertThat(headers.getFirst("holdfast-branch-id")).isEqualTo("101");
            assertThat(headers.getFirst("holdfast-phase")).isEqualTo("TRY");
            assertThat(headers.getFirst("holdfast-attempt")).isEqualTo("1");
            assertThat(Integer.parseInt(headers.getFirst("holdfast-remaining-ms")))
                    .isBetween(1_000, 5_000);
            assertThat(headers.getFirst("Content-Type")).isEqualTo("application/json");
            assertThat(headers).as("no change to HTTP/2 is asked for").doesNotContainKey("Upgrade");
        }
    }

    @Test
    void anEmptyAnswerHasNoResultAndOneThatIsNoJsonIsText() {
        assertThat(answer(Phase.TRY, 204, "")).isEqualTo(new Done(null));
        assertThat(answer(Phase.TRY, 200, "<ok/> \"")).isEqualTo(new Done("\"<ok/> \\\"\""));
    }

    @Test
    void falseIsANoToATryAndNotYetToAConfirm() {
        assertThat(answer(Phase.TRY, 200, " false\n")).isEqualTo(new Refused("it returned false"));
        assertThat(answer(Phase.CONFIRM, 200, "false")).isEqualTo(new Retry("it returned false"));
    }

    @Test
    void conflictRefusesForGoodWithItsReason() {
        assertThat(answer(Phase.TRY, 409, "{\"code\":7,\"reason\":\"OUT_OF_STOCK\"}"))
                .isEqualTo(new Refused("OUT_OF_STOCK"));
        assertThat(answer(Phase.TRY, 409, "{\"type\":\"about:blank\",\"detail\":\"sold out\"}"))
                .isEqualTo(new Refused("sold out"));
        assertThat(answer(Phase.TRY, 409, "{\"message\":\"no\"}")).isEqualTo(new Refused("no"));
        assertThat(answer(Phase.TRY, 409, "{\"other\":1}")).isEqualTo(new Refused("{\"other\":1}"));
        assertThat(answer(Phase.CANCEL, 409, "sold out")).isEqualTo(new Refused("sold out"));
        assertThat(answer(Phase.CONFIRM, 409, "")).isEqualTo(new Refused(null));
    }

    @Test
    void everyOtherStatusIsNoAnswerToTheQuestion() {
        assertThat(answer(Phase.TRY, 500, "{\"detail\":\"no database\"}"))
                .isEqualTo(new Retry("HTTP status 500: no database"));
        assertThat(answer(Phase.CONFIRM, 404, "")).isEqualTo(new Retry("HTTP status 404"));
        assertThat(answer(Phase.TRY, 422, "x")).isEqualTo(new Retry("HTTP status 422: x"));
    }

    @Test
    void redirectsAreNotFollowed() {
        try (HttpParticipant participant =
                new HttpParticipant(asked -> new Says(302, "", List.of("Location", "/elsewhere")))) {
            assertThat(world.called(participant.endpoint(), Phase.TRY, "1")).isEqualTo(new Retry("HTTP status 302"));
            assertThat(participant.asked()).hasSize(1);
        }
    }

    @Test
    void anAnswerWithoutEndIsReadUpToTheLimitOnly() {
        AtomicInteger written = new AtomicInteger();
        CountDownLatch hungUp = new CountDownLatch(1);
        try (RawServer server = new RawServer(socket -> {
            OutputStream out = head(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
            try {
                while (true) {
                    out.write("x".repeat(10_000).getBytes(UTF_8));
                    written.addAndGet(10_000);
                }
            } catch (IOException closed) {
                hungUp.countDown();
            }
        })) {
            assertThat(world.called(server.http(), Phase.TRY, "1"))
                    .isEqualTo(new Done("\"(more than 65536 bytes, not kept)\""));
            await().until(() -> hungUp.getCount() == 0);
            assertThat(written.get()).as("what the sockets' buffers took").isLessThan(50_000_000);
        }
    }

    private static OutputStream head(Socket socket, String head) throws IOException {
        byte[] request = new byte[10_000];
        if (socket.getInputStream().read(request) < 0) {
            throw new IOException("no request");
        }
        OutputStream out = socket.getOutputStream();
        out.write(head.getBytes(UTF_8));
        out.flush();
        return out;
    }

    @Test
    void anAnswerThatDripsIsOverAtTheDeadline() {
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch hungUp = new CountDownLatch(1);
        try (RawServer server = new RawServer(socket -> {
            OutputStream out = head(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            try {
                while (!stop.await(20, TimeUnit.MILLISECONDS)) {
                    out.write('x');
                    out.flush();
                }
            } catch (IOException closed) {
                hungUp.countDown();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        })) {
            long started = System.nanoTime();
            assertThat(CallWorld.result(world.call(server.http(), Phase.CONFIRM, "1", 300)))
                    .isInstanceOfSatisfying(
                            Retry.class, retry -> assertThat(retry.error()).startsWith("no answer within "));
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started))
                    .isBetween(250L, 3_000L);
            await().until(() -> hungUp.getCount() == 0);
            stop.countDown();
        }
    }

    @Test
    void garbageIsAFailureWithItsCause() {
        try (RawServer server = new RawServer(socket -> {
            head(socket, "Guten Tag\r\n\r\n");
            socket.close();
        })) {
            assertThat(error(world.called(server.http(), Phase.TRY, "1")))
                    .startsWith("cannot call 127.0.0.1:" + server.port() + ": ");
        }
        try (RawServer server = new RawServer(Socket::close)) {
            assertThat(error(world.called(server.http(), Phase.TRY, "1")))
                    .startsWith("cannot call 127.0.0.1:" + server.port() + ": ");
        }
    }

    private static String error(CallResult result) {
        assertThat(result).isInstanceOf(Retry.class);
        return ((Retry) result).error();
    }

    @Test
    void aRefusedConnectionAndAnUnknownHostAreNamed() {
        int port = unusedPort();
        Endpoint nobody = new Endpoint.Http(null, "http://127.0.0.1:" + port + "/c", "http://127.0.0.1:" + port + "/c");
        assertThat(error(world.called(nobody, Phase.CONFIRM, "1"))).startsWith("cannot call 127.0.0.1:" + port + ": ");
        Endpoint unknown = new Endpoint.Http(null, "http://no.such.host.invalid/c", "http://no.such.host.invalid/c");
        assertThat(error(world.called(unknown, Phase.CONFIRM, "1")))
                .isEqualTo("not called: unknown host no.such.host.invalid");
    }

    private static int unusedPort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anAddressThatCanNeverBeCalledIsRefusedForGood() {
        for (String url :
                List.of("ftp://127.0.0.1/x", "http:///x", "/x", "http://me:secret@127.0.0.1/x", "http://a b/")) {
            assertThat(world.called(new Endpoint.Http(url, url, url), Phase.CANCEL, "1"))
                    .as(url)
                    .isInstanceOf(Refused.class);
        }
    }
}
