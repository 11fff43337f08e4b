// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.BranchType;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Labels;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seeded: what fails once fails again. */
class PeerCodecTest {
    private static final int ROUNDS = 2_000;
    private static final ReplyTo HERE = new ReplyTo() {};
    private static final ReplyTo ELSEWHERE = new ReplyTo() {};

    private final PeerCodec codec = new PeerCodec();

    @Test
    void everyRequestArrivesAsItWasButForWhomToAnswer() throws NotUnderstood {
        RandomTraffic sent = new RandomTraffic(1);
        RandomTraffic expected = new RandomTraffic(1);
        for (int i = 0; i < ROUNDS; i++) {
            PeerCodec.Message message = codec.message(sent.request(HERE));
            assertThat(FrameKind.isRequest(message.number())).isTrue();
            assertThat(codec.request(message.number(), message.body(), ELSEWHERE))
                    .as("request " + i)
                    .isEqualTo(expected.request(ELSEWHERE));
        }
    }

    @Test
    void everyAnswerArrivesAsItWas() throws NotUnderstood {
        RandomTraffic traffic = new RandomTraffic(2);
        for (int i = 0; i < ROUNDS; i++) {
            Answer answer = traffic.answer();
            PeerCodec.Message message = codec.message(answer);
            assertThat(FrameKind.isAnswer(message.number())).isTrue();
            assertThat(codec.answer(message.number(), message.body()))
                    .as("answer " + i)
                    .isEqualTo(answer);
        }
    }

    /** A kind of request or answer that is added to the model has to be added here, and to the random traffic. */
    @Test
    void everyKindOfTheModelHasANumberOfItsOwn() throws NotUnderstood {
        RandomTraffic traffic = new RandomTraffic(3);
        assertThat(permitted(Input.Request.class)).hasSize(RandomTraffic.REQUEST_KINDS);
        assertThat(permitted(Answer.class)).hasSize(RandomTraffic.ANSWER_KINDS);
        List<Integer> numbers = new ArrayList<>();
        for (int kind = 0; kind < RandomTraffic.REQUEST_KINDS; kind++) {
            numbers.add(codec.message(traffic.request(kind, HERE)).number());
        }
        for (int kind = 0; kind < RandomTraffic.ANSWER_KINDS; kind++) {
            numbers.add(codec.message(traffic.answer(kind)).number());
        }
        assertThat(numbers).doesNotHaveDuplicates();
        assertThat(Arrays.stream(FrameKind.values()).map(FrameKind::number)).doesNotHaveDuplicates();
    }

    private static Stream<Class<?>> permitted(Class<?> type) {
        return type.isInterface()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(PeerCodecTest::permitted)
                : Stream.of(type);
    }

    /** What a newer node adds is passed over, and what an older one leaves out is null or 0. */
    @Test
    void fieldsComeAndGoBetweenVersions() throws NotUnderstood {
        assertThat(read(FrameKind.DECIDE, "{'transaction':7,'since':2,'decision':'COMMIT','more':{'a':[1]}}"))
                .isEqualTo(new Input.Decide(new TransactionId(7), Decision.COMMIT, HERE));
        assertThat(read(
                        FrameKind.REGISTER_BRANCH,
                        "{'transaction':7,'facts':{'type':'TCC','resourceId':'r','application':'a','clientId':'c'}}"))
                .isEqualTo(new Input.RegisterBranch(
                        new TransactionId(7), new BranchFacts(BranchType.TCC, "r", "a", "c", null), HERE));
        assertThat(codec.answer(FrameKind.STANDING.number(), json("{'status':'TRYING','lane':3}")))
                .isEqualTo(new Answer.Standing(TransactionStatus.TRYING, null, false));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "DECIDE | {'transaction':7,'decision':'PERHAPS'}",
                "DECIDE | {'transaction':7}",
                "DECIDE | {'decision':'COMMIT'}",
                "DECIDE | {'transaction':'seven','decision':'COMMIT'}",
                "DECIDE | 7",
                "DECIDE | null",
                "DECIDE | {'transaction':7,'decision':'COMMIT'} {}",
                "SUBMIT | {'waitFor':'DECIDED'}",
                "AWAIT | {'xid':{'address':'a'},'waitFor':'DECIDED'}",
                "REGISTER_BRANCH | {'transaction':7,'facts':{'type':'TCC'}}",
                "BEGIN | {'facts':{'name':'n','application':'a','group':'g','labels':{'key':'k'}}}",
                "STANDING | {}",
                "OUTCOME | {'xid':{'address':'a','id':7},'standing':{'status':'TRYING'},'branches':[null]}",
                "OUTCOME | {'xid':{'address':'a','id':7},'standing':{},'branches':[]}",
                "KNOWN | {'xid':{'id':7}}",
                "REFUSED | {'refusal':'TOMORROW','message':'m'}",
                "REFUSED | {'message':'m'}"
            })
    void whatIsNotKnownOrMissingIsNotUnderstood(FrameKind kind, String body) {
        assertThatThrownBy(() -> read(kind, body)).isInstanceOf(NotUnderstood.class);
    }

    @Test
    void aTagWithoutAUnicodeNameIsNotSent() {
        SortedMap<String, String> tags = new TreeMap<>(Map.of("\ud800 ", "\ud800"));
        BeginFacts facts = new BeginFacts("n", "a", "g", 0, new Labels(null, null, tags));
        assertThatThrownBy(() -> codec.message(new Input.Begin(facts, HERE)))
                .isInstanceOf(NotUnderstood.class)
                .hasMessageContaining("not Unicode");
    }

    @Test
    void anUnknownKindIsNotUnderstood() {
        assertThatThrownBy(() -> codec.request(77, json("{}"), HERE))
                .isInstanceOf(NotUnderstood.class)
                .hasMessageContaining("77");
        assertThatThrownBy(() -> codec.answer(127, json("{}"))).isInstanceOf(NotUnderstood.class);
    }

    @Test
    void garbageIsABadFrame() {
        for (String garbage : new String[] {"{", "{'transaction':7,", "\u0000", "{'transaction':7 'decision'}", "]"}) {
            assertThatThrownBy(() -> read(FrameKind.DECIDE, garbage)).isInstanceOf(BadFrame.class);
        }
        assertThatThrownBy(() -> read(FrameKind.FIND_BY_KEY, "{'key':" + "[".repeat(10_000)))
                .isInstanceOfAny(BadFrame.class, NotUnderstood.class);
    }

    @Test
    void anySpoiledBodyIsReadNotUnderstoodOrABadFrame() throws NotUnderstood {
        RandomTraffic traffic = new RandomTraffic(4);
        Random random = new Random(4);
        int[] ends = new int[3];
        for (int i = 0; i < ROUNDS; i++) {
            boolean request = random.nextBoolean();
            PeerCodec.Message message =
                    request ? codec.message(traffic.request(HERE)) : codec.message(traffic.answer());
            byte[] body = spoiled(message.body(), random);
            ends[end(message.number(), body, request)]++;
        }
        assertThat(ends).as("all of them happen").doesNotContain(0);
    }

    private int end(int number, byte[] body, boolean request) {
        try {
            assertThat(request ? codec.request(number, body, HERE) : codec.answer(number, body))
                    .isNotNull();
            return 0;
        } catch (NotUnderstood unknown) {
            return 1;
        } catch (BadFrame bad) {
            return 2;
        }
    }

    private static byte[] spoiled(byte[] body, Random random) {
        byte[] spoiled = Arrays.copyOf(body, random.nextInt(4) == 0 ? random.nextInt(body.length + 1) : body.length);
        for (int changes = random.nextInt(3); changes > 0 && spoiled.length > 0; changes--) {
            byte with =
                    (byte) (random.nextBoolean() ? random.nextInt() : "\"{}[],:0x -\\un".charAt(random.nextInt(14)));
            spoiled[random.nextInt(spoiled.length)] = with;
        }
        return spoiled;
    }

    private Object read(FrameKind kind, String body) throws NotUnderstood {
        return kind.isRequest()
                ? codec.request(kind.number(), json(body), HERE)
                : codec.answer(kind.number(), json(body));
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(UTF_8);
    }
}
