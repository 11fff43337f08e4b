// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.coordinator.call.HttpParticipant.Says;
import io.holdfast.coordinator.call.ParticipantsSettings.Breaker;
import io.holdfast.coordinator.dubbo.call.DubboProvider;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.CallResult.Done;
import io.holdfast.coordinator.model.CallResult.Retry;
import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to one participant is of no concern to another one. */
class IsolationIT {
    private static final Breaker BREAKER = new Breaker(4, 4, 50, Duration.ofMillis(300), 2);

    private static ParticipantsSettings settings(int concurrent, int waiting, Breaker breaker) {
        return new ParticipantsSettings(
                null, Duration.ofSeconds(1), concurrent, concurrent, waiting, null, null, null, null, breaker);
    }

    /** Milliseconds of so many calls, one after another, sorted. */
    private static long[] latencies(CallWorld world, Endpoint endpoint, int calls) {
        return LongStream.range(0, calls)
                .map(i -> {
                    long started = System.nanoTime();
                    assertThat(world.called(endpoint, Phase.CONFIRM, "1")).isInstanceOf(Done.class);
                    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
                })
                .sorted()
                .toArray();
    }

    private static Endpoint.Dubbo dubbo(String protocol, int port, int service) {
        return new Endpoint.Dubbo(
                "shop.Stock" + service,
                null,
                null,
                protocol + "://127.0.0.1:" + port,
                "t",
                "confirm",
                "cancel",
                List.of());
    }

    @Test
    void callsOfAHealthyParticipantKeepTheirPaceBesideManyThatHang() {
        List<RawServer> hanging = new ArrayList<>();
        List<CompletableFuture<CallResult>> overHttp = new ArrayList<>();
        List<CompletableFuture<CallResult>> overDubbo = new ArrayList<>();
        try (CallWorld world = new CallWorld(settings(64, 1024, null));
                HttpParticipant healthy = new HttpParticipant(asked -> new Says(204, ""))) {
            latencies(world, healthy.endpoint(), 50);
            long[] alone = latencies(world, healthy.endpoint(), 200);
            int threads = Thread.activeCount();

            for (int number = 0; number < 5; number++) {
                RawServer hung = RawServer.hung();
                hanging.add(hung);
                for (int call = 0; call < 100; call++) {
                    overHttp.add(world.call(hung.http(), Phase.TRY, "1", 60_000));
                    overHttp.add(world.call(hung.http(), Phase.CONFIRM, "1", 60_000));
                    overDubbo.add(world.call(dubbo("dubbo", hung.port(), number), Phase.CONFIRM, "[]", 60_000));
                    overDubbo.add(world.call(dubbo("tri", hung.port(), number), Phase.CONFIRM, "[]", 60_000));
                }
            }
            await().until(() -> hanging.stream().allMatch(hung -> hung.connections() >= 128));
            long[] beside = latencies(world, healthy.endpoint(), 200);

            System.out.println("healthy alone: median " + alone[100] + " ms, p99 " + alone[197]
                    + " ms; beside 2000 hung"
                    + " calls: median " + beside[100] + " ms, p99 " + beside[197] + " ms; threads " + threads + " -> "
                    + Thread.activeCount());
            assertThat(beside[100]).isLessThanOrEqualTo(alone[100] + 20);
            assertThat(beside[197]).isLessThan(2_000);
            assertThat(overHttp.stream().filter(call -> !call.isDone()))
                    .as("calls that hang")
                    .hasSizeGreaterThan(900);
            assertThat(overDubbo).hasSize(1_000).noneMatch(call -> call.isDone() && call.join() instanceof Done);
            assertThat(Thread.activeCount()).as("not one for each call").isLessThan(threads + 100);
        } finally {
            hanging.forEach(RawServer::close);
        }
    }

    @Test
    void whatWaitsForItsTurnIsBoundedAndTrysWaitApart() {
        CountDownLatch go = new CountDownLatch(1);
        try (CallWorld world = new CallWorld(settings(2, 3, null));
                HttpParticipant slow = new HttpParticipant(asked -> {
                    try {
                        assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    return new Says(204, "");
                })) {
            List<CompletableFuture<CallResult>> confirms = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                confirms.add(world.call(slow.endpoint(), Phase.CONFIRM, "1", 20_000));
            }
            await().until(() -> slow.asked().size() == 2);
            for (int i = 0; i < 3; i++) {
                confirms.add(world.call(slow.endpoint(), Phase.CONFIRM, "1", 20_000));
            }
            CompletableFuture<CallResult> late = world.call(slow.endpoint(), Phase.CONFIRM, "1", 20_000);
            assertThat(late)
                    .isCompletedWithValue(new Retry(
                            "not called: http://127.0.0.1:" + slow.port() + ": 3 other calls wait for it already"));
            CompletableFuture<CallResult> tried = world.call(slow.endpoint(), Phase.TRY, "1", 20_000);
            await().until(() -> slow.asked().size() == 3);
            assertThat(slow.asked().get(2).path()).isEqualTo("/try");

            go.countDown();
            confirms.forEach(confirm -> assertThat(CallWorld.result(confirm)).isEqualTo(new Done()));
            assertThat(CallWorld.result(tried)).isEqualTo(new Done());
            assertThat(slow.asked()).hasSize(6);
        }
    }

    @Test
    void aCallWhoseTimeIsOverBeforeItsTurnIsNotSent() {
        try (RawServer hung = RawServer.hung();
                CallWorld world = new CallWorld(settings(1, 10, null))) {
            CompletableFuture<CallResult> first = world.call(hung.http(), Phase.CONFIRM, "1", 10_000);
            await().until(() -> hung.connections() == 1);
            CompletableFuture<CallResult> second = world.call(hung.http(), Phase.CONFIRM, "1", 200);
            assertThat(CallWorld.result(second))
                    .isEqualTo(new Retry("not called: http://127.0.0.1:" + hung.port()
                            + ": its time was over before its turn came"));
            assertThat(first).isNotDone();
            assertThat(hung.connections()).isEqualTo(1);
        }
    }

    @Test
    void aParticipantInTroubleIsLeftAloneForAMomentAndThenCalledAgain() {
        AtomicInteger status = new AtomicInteger(503);
        try (CallWorld world = new CallWorld(settings(64, 64, BREAKER));
                HttpParticipant participant = new HttpParticipant(asked -> new Says(status.get(), ""))) {
            for (int i = 0; i < 4; i++) {
                assertThat(world.called(participant.endpoint(), Phase.CONFIRM, "1"))
                        .isEqualTo(new Retry("HTTP status 503"));
            }
            assertThat(world.called(participant.endpoint(), Phase.CANCEL, "1"))
                    .isEqualTo(new Retry("not called: http://127.0.0.1:" + participant.port()
                            + ": it is left alone for a moment, after too many calls that failed"));
            assertThat(participant.asked()).hasSize(4);
            assertThat(world.called(participant.endpoint(), Phase.TRY, "1"))
                    .as("Trys are another matter")
                    .isEqualTo(new Retry("HTTP status 503"));

            status.set(204);
            await().atMost(2, TimeUnit.SECONDS).until(() -> world.called(participant.endpoint(), Phase.CONFIRM, "1")
                    .equals(new Done()));
            for (int i = 0; i < 20; i++) {
                assertThat(world.called(participant.endpoint(), Phase.CONFIRM, "1"))
                        .isEqualTo(new Done());
            }
        }
    }

    /** Refusals are answers; and a caller in a hurry must not have a healthy participant shut out for others. */
    @Test
    void neitherRefusalsNorTrysInAHurryCountAgainstAParticipant() {
        try (CallWorld world = new CallWorld(settings(64, 64, BREAKER));
                HttpParticipant participant = new HttpParticipant(asked -> new Says(409, "no"));
                RawServer hung = RawServer.hung()) {
            for (int i = 0; i < 20; i++) {
                world.called(participant.endpoint(), Phase.TRY, "1");
                assertThat(CallWorld.result(world.call(hung.http(), Phase.TRY, "1", 20)))
                        .isInstanceOfSatisfying(
                                Retry.class, retry -> assertThat(retry.error()).doesNotContain("left alone"));
            }
            assertThat(participant.asked()).hasSize(20);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tri", "dubbo"})
    void nobodyKnocksAtAClosedDoorForEver(String protocol) {
        int port = DubboProvider.freePort();
        try (CallWorld world = new CallWorld(settings(64, 64, BREAKER))) {
            List<CallResult> results = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                results.add(world.called(dubbo(protocol, port, 0), Phase.CONFIRM, "[]"));
            }
            assertThat(results.get(0))
                    .isEqualTo(new Retry("cannot connect to 127.0.0.1:" + port + ": Connection refused"));
            assertThat(results.get(5)).isInstanceOfSatisfying(Retry.class, retry -> assertThat(retry.error())
                    .contains("left alone"));
        }
    }

    @Test
    void participantsThatAreNotCalledAnyMoreAreForgotten() {
        ParticipantsSettings few =
                new ParticipantsSettings(null, null, null, null, null, null, 2, Duration.ofMillis(100), null, null);
        try (CallWorld world = new CallWorld(few);
                HttpParticipant one = new HttpParticipant(asked -> new Says(204, ""))) {
            for (String host : List.of("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5", "127.0.0.6")) {
                String url = "http://" + host + ":" + one.port() + "/";
                world.called(new Endpoint.Http(url, url, url), Phase.CONFIRM, "1");
                assertThat(world.participants().gates()).isLessThanOrEqualTo(4);
            }
            await().until(() -> world.participants().gates() == 0);
            assertThat(world.called(one.endpoint(), Phase.CONFIRM, "1")).isEqualTo(new Done());
        }
    }

    @Test
    void oneMoreThanCanBeKeptCountOfIsNotCalled() {
        ParticipantsSettings one = new ParticipantsSettings(null, null, null, null, null, null, 1, null, null, null);
        try (CallWorld world = new CallWorld(one);
                RawServer hung = RawServer.hung();
                HttpParticipant other = new HttpParticipant(asked -> new Says(204, ""))) {
            var confirm = world.call(hung.http(), Phase.CONFIRM, "1", 20_000);
            var tried = world.call(hung.http(), Phase.TRY, "1", 20_000);
            assertThat(world.called(other.endpoint(), Phase.CONFIRM, "1"))
                    .isEqualTo(new Retry(
                            "not called: 1 other participants are being called, and no more are kept count of"));
            assertThat(List.of(confirm, tried)).noneMatch(CompletableFuture::isDone);
        }
    }

    @Test
    void aResultIsOfferedAgainToALaneThatIsFull() {
        try (CallWorld world = new CallWorld();
                HttpParticipant participant = new HttpParticipant(asked -> new Says(204, ""))) {
            world.beFull(true);
            CompletableFuture<CallResult> call = world.call(participant.endpoint(), Phase.TRY, "1", 20_000);
            await().until(() -> participant.asked().size() == 1);
            world.beFull(false);
            assertThat(CallWorld.result(call)).isEqualTo(new Done());
        }
    }
}
