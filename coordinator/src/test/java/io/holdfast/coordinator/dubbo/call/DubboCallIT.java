// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.call;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.coordinator.call.CallWorld;
import io.holdfast.coordinator.call.RawServer;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.CallResult.Done;
import io.holdfast.coordinator.model.CallResult.Refused;
import io.holdfast.coordinator.model.CallResult.Retry;
import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.Phase;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.apache.dubbo.rpc.RpcContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a participant answers over Dubbo, and what is made of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DubboCallIT {
    private static final String ORDER = "[{\"sku\":\"A-1\",\"quantity\":2,\"price\":19.90,\"color\":\"BLUE\","
            + "\"due\":\"2026-11-30\",\"parts\":[{\"sku\":\"P\"}]}]";

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Queue<Map<String, Object>> attachments = new ConcurrentLinkedQueue<>();
    private final CallWorld world = new CallWorld();

    @AfterAll
    void close() {
        world.close();
    }

    @AfterEach
    void forget() {
        asked.clear();
        attachments.clear();
    }

    private DubboProvider provider(String protocol, Object answer) {
        return provider(protocol, DubboProvider.freePort(), answer);
    }

    private DubboProvider provider(String protocol, int port, Object answer) {
        return new DubboProvider(protocol, port, "N/A", (method, arguments) -> {
            asked.add(method + Arrays.toString(arguments));
            attachments.add(new TreeMap<>(RpcContext.getServerAttachment().getObjectAttachments()));
            return answer;
        });
    }

    private static Endpoint.Dubbo stock(DubboProvider provider) {
        return at(provider.url());
    }

    private static Endpoint.Dubbo at(String url) {
        return new Endpoint.Dubbo(DubboProvider.SERVICE, null, null, url, "reserve", "confirm", "cancel", List.of());
    }

    private static Endpoint.Dubbo trying(DubboProvider provider, String method, String... types) {
        return new Endpoint.Dubbo(
                DubboProvider.SERVICE, null, null, provider.url(), method, "confirm", "cancel", List.of(types));
    }

    @Test
    void theServiceIsUnknownHere() {
        assertThatThrownBy(() -> Class.forName(DubboProvider.SERVICE)).isInstanceOf(ClassNotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tri", "dubbo"})
    void argumentsBecomeTheParticipantsObjectsAndItsObjectBecomesJson(String protocol) {
        try (DubboProvider provider = provider(protocol, "receipt")) {
            CallResult result = world.called(stock(provider), Phase.TRY, ORDER);

            assertThat(asked).containsExactly("reserve[A-1 2 19.90 BLUE 2026-11-30 [P 0 null null null null]]");
            assertThat(result).isInstanceOf(Done.class);
            assertThat(((Done) result).result())
                    .contains("\"number\":\"R-1\"")
                    .contains("\"total\":19.90")
                    .contains("\"color\":\"RED\"")
                    .contains("2026-11-30")
                    .doesNotContain("class");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tri", "dubbo"})
    void theBranchIsInTheAttachments(String protocol) {
        try (DubboProvider provider = provider(protocol, true)) {
            assertThat(world.called(stock(provider), Phase.CONFIRM, ORDER)).isEqualTo(new Done());
            assertThat(world.called(stock(provider), Phase.CANCEL, ORDER)).isEqualTo(new Done());
            assertThat(asked).hasSize(2).first().asString().startsWith("confirm[A-1 2");
            assertThat(attachments.peek())
                    .containsEntry("holdfast-xid", "127.0.0.1:8091:4711")
                    .containsEntry("holdfast-phase", "CONFIRM")
                    .containsEntry("holdfast-attempt", "1")
                    .containsEntry("holdfast-action", "reserve")
                    .containsKey("holdfast-branch-id");
            assertThat(Integer.parseInt((String) attachments.peek().get("holdfast-remaining-ms")))
                    .isBetween(1, 5_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tri", "dubbo"})
    void whatIsReturnedAndThrownMeansWhatItMeansInThatPhase(String protocol) {
        AtomicReference<Object> answer = new AtomicReference<>(false);
        try (DubboProvider provider =
                new DubboProvider(protocol, DubboProvider.freePort(), "N/A", (method, arguments) -> answer.get())) {
            BiFunction<Phase, Object, CallResult> answered = (phase, given) -> {
                answer.set(given);
                return world.called(stock(provider), phase, ORDER);
            };
            assertThat(answered.apply(Phase.CONFIRM, false)).isEqualTo(new Retry("it returned false"));
            assertThat(answered.apply(Phase.TRY, "throw shop.OutOfStock only 1 left"))
                    .isEqualTo(new Refused("only 1 left"));
            assertThat(answered.apply(Phase.TRY, "throw shop.OutOfStock")).isEqualTo(new Refused("shop.OutOfStock"));
            assertThat(answered.apply(Phase.CANCEL, "throw shop.OutOfStock only 1 left"))
                    .isEqualTo(new Retry("shop.OutOfStock: only 1 left"));
            for (String forGood : List.of("PermanentRefusalException", "guard.GuardAnomalyException")) {
                assertThat(answered.apply(Phase.CONFIRM, "throw io.holdfast.participant." + forGood + " look"))
                        .isEqualTo(new Refused("look"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tri", "dubbo"})
    void everyShapeOfArgumentsIsPassedOn(String protocol) {
        try (DubboProvider provider = provider(protocol, null)) {
            Endpoint.Dubbo three = trying(provider, "plain", "java.lang.String", "int", "java.math.BigDecimal");
            assertThat(world.called(three, Phase.TRY, "[\"A\",3,0.1]")).isEqualTo(new Done(null));
            assertThat(world.called(trying(provider, "plain", "java.lang.String"), Phase.TRY, "\"A\""))
                    .isEqualTo(new Done(null));
            assertThat(world.called(trying(provider, "nothing"), Phase.TRY, "[]"))
                    .isEqualTo(new Done(null));
            assertThat(world.called(trying(provider, "anything"), Phase.TRY, "[[1,{\"a\":null}]]"))
                    .isEqualTo(new Done(null));
            assertThat(asked).containsExactly("plain[A, 3, 0.1]", "plain[A]", "nothing[]", "anything[[1, {a=null}]]");
        }
    }

    @Test
    void falseIsANoToATry() {
        try (DubboProvider provider = provider("tri", false)) {
            assertThat(world.called(trying(provider, "anything"), Phase.TRY, "[1]"))
                    .isEqualTo(new Refused("it returned false"));
        }
    }

    @Test
    void whatIsNoArgumentsIsRefusedAndNobodyIsCalled() {
        try (DubboProvider provider = provider("tri", true)) {
            assertThat(world.called(stock(provider), Phase.TRY, "[{\"sku\":{\"class\":\"java.io.File\"}}]"))
                    .isEqualTo(new Refused(
                            "the arguments cannot be sent: an object has the key 'class', which Dubbo would obey"));
            assertThat(world.called(stock(provider), Phase.CONFIRM, "[1,"))
                    .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.reason())
                            .startsWith("the arguments cannot be sent: no JSON: "));
            assertThat(asked).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tri", "dubbo"})
    void anUnknownMethodOrServiceIsNoAnswer(String protocol) {
        try (DubboProvider provider = provider(protocol, true)) {
            assertThat(world.called(trying(provider, "noSuch"), Phase.TRY, "[]"))
                    .isInstanceOf(Retry.class);
            Endpoint.Dubbo other = new Endpoint.Dubbo(
                    "shop.Other", null, null, provider.url(), "reserve", "confirm", "cancel", List.of());
            assertThat(world.called(other, Phase.TRY, "[]")).isInstanceOf(Retry.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tri", "dubbo"})
    void noAnswerInTimeIsNoAnswer(String protocol) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        try (DubboProvider provider =
                new DubboProvider(protocol, DubboProvider.freePort(), "N/A", (method, arguments) -> {
                    try {
                        return over.await(20, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                })) {
            long started = System.nanoTime();
            CallResult result = CallWorld.result(world.call(stock(provider), Phase.CONFIRM, ORDER, 600));
            assertThat(result).isInstanceOfSatisfying(Retry.class, retry -> assertThat(retry.error())
                    .startsWith("no answer within "));
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started))
                    .isBetween(500L, 6_000L);
            over.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tri", "dubbo"})
    void aParticipantThatComesBackIsCalledAgain(String protocol) {
        int port = DubboProvider.freePort();
        String url = protocol + "://127.0.0.1:" + port;
        assertThat(world.called(at(url), Phase.CONFIRM, ORDER))
                .isInstanceOfSatisfying(Retry.class, retry -> assertThat(retry.error())
                        .startsWith("cannot connect to 127.0.0.1:" + port + ": "));
        for (int life = 0; life < 2; life++) {
            try (DubboProvider provider = provider(protocol, port, true)) {
                await().atMost(10, TimeUnit.SECONDS).until(() -> world.called(stock(provider), Phase.CONFIRM, ORDER)
                        .equals(new Done()));
            }
            assertThat(world.called(at(url), Phase.CONFIRM, ORDER)).isInstanceOf(Retry.class);
        }
    }

    @Test
    void aHostThatDoesNotExistOrSpeakIsNamed() {
        assertThat(world.called(at("tri://no.such.host.invalid:1"), Phase.CONFIRM, ORDER))
                .isEqualTo(new Retry("not called: unknown host no.such.host.invalid"));
        try (RawServer hung = RawServer.hung();
                RawServer garbage = new RawServer(socket -> {
                    socket.getOutputStream().write("Guten Tag\r\n\r\n".getBytes(UTF_8));
                    socket.close();
                })) {
            for (RawServer server : List.of(hung, garbage)) {
                for (String protocol : List.of("tri", "dubbo")) {
                    assertThat(CallWorld.result(world.call(
                                    at(protocol + "://127.0.0.1:" + server.port()), Phase.CONFIRM, ORDER, 700)))
                            .isInstanceOf(Retry.class);
                }
            }
        }
    }

    @Test
    void anAddressThatCanNeverBeCalledIsRefusedForGood() {
        for (String url :
                List.of("http://127.0.0.1:1", "tri://127.0.0.1", "tri://127.0.0.1:1?timeout=1", "tri://a:1/x", "x")) {
            assertThat(world.called(at(url), Phase.CANCEL, ORDER)).as(url).isInstanceOf(Refused.class);
        }
        assertThat(world.called(at(null), Phase.CANCEL, ORDER))
                .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.reason())
                        .contains("set holdfast.participants.registry"));
    }
}
