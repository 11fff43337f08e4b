// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.api.Branch;
import io.holdfast.api.DubboTarget;
import io.holdfast.api.HttpTarget;
import io.holdfast.api.Submission;
import io.holdfast.api.TransactionsException;
import io.holdfast.api.WaitFor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContentDigestTest {
    private static final HttpTarget HTTP = HttpTarget.below("http://127.0.0.1:8080/stock");

    private final ApiJson json = new ApiJson();

    private String digest(Submission submission) {
        return ContentDigest.of(submission, json);
    }

    private String digest(String body) throws TransactionsException {
        return digest(json.read(body.getBytes(StandardCharsets.UTF_8), Submission.class));
    }

    private static String withArguments(String arguments) {
        return """
                {"name": "order", "branches": [{"http": {"tryUrl": "http://h/t", "confirmUrl": "http://h/c",
                 "cancelUrl": "http://h/x"}, "arguments": %s}]}""".formatted(arguments);
    }

    @Test
    void howItIsWrittenDoesNotMatter() throws TransactionsException {
        assertThat(digest(withArguments("{\"a\": 1, \"b\": {\"c\": 19.90, \"d\": [1, null, true]}}")))
                .isEqualTo(digest(withArguments("{\"b\":{\"d\":[1.0,null,true],\"c\":1.99e1},\"a\":1}")));
    }

    @Test
    void whatItSaysMatters() throws TransactionsException {
        List<String> different = List.of(
                "1",
                "2",
                "\"1\"",
                "[1]",
                "{\"a\":1}",
                "{\"a\":2}",
                "{\"b\":1}",
                "[1,2]",
                "[2,1]",
                "true",
                "\"true\"",
                "{}",
                "[]");
        assertThat(different.stream().map(ContentDigestTest::withArguments).map(this::digestOf))
                .doesNotHaveDuplicates();
    }

    private String digestOf(String body) {
        try {
            return digest(body);
        } catch (TransactionsException wrong) {
            throw new AssertionError(wrong);
        }
    }

    @Test
    void howTheAnswerIsWaitedForIsNoContent() {
        Submission plain = Submission.of("order", Branch.of(HTTP, Map.of("a", 1)));

        assertThat(digest(plain.waitingFor(WaitFor.ACCEPTED)
                        .waitingAtMostMillis(7)
                        .withKey("k")))
                .isEqualTo(digest(plain));
    }

    @Test
    void everythingElseIs() {
        Branch http = Branch.of(HTTP, 1);
        DubboTarget dubbo = DubboTarget.of("io.shop.Stock", "freeze");
        List<Submission> different = List.of(
                Submission.of("order", http),
                Submission.of("refund", http),
                Submission.of("order", http).by("shop"),
                Submission.of("order", http).withTimeoutMillis(1000),
                Submission.of("order", http).tagged("orderNo", "O-1"),
                Submission.of("order", http).tagged("orderNo", "O-2"),
                Submission.of("order", http.named("stock")),
                Submission.of("order", http.parkedAfter(3)),
                Submission.of("order", http, http),
                Submission.of("order", http, http.after("branch-1")),
                Submission.of("order", Branch.of(HttpTarget.below("http://127.0.0.1:8081/stock"), 1)),
                Submission.of("order", Branch.of(dubbo, 1)),
                Submission.of("order", Branch.of(dubbo.at("tri://h:1"), 1)),
                Submission.of("order", Branch.of(dubbo.inGroup("g", null), 1)),
                Submission.of("order", Branch.of(dubbo.inGroup(null, "g"), 1)),
                Submission.of("order", Branch.of(dubbo.endingBy("a", null), 1)),
                Submission.of("order", Branch.of(dubbo.endingBy(null, "a"), 1)),
                Submission.of("order", Branch.of(dubbo.taking("int"), 1)));

        assertThat(different.stream().map(this::digest)).doesNotHaveDuplicates();
    }

    /** Logs outlive versions: if this fails, keys that are in a log now will be refused as another content. */
    @Test
    void theDigestIsTheSameInEveryVersion() throws TransactionsException {
        assertThat(digest(withArguments("{\"order\": \"O-1\", \"amount\": 19.90}")))
                .isEqualTo("e7f5e7eeca7f74b05b9ae471ab5b96b1f84e404969f6042d22c2c4f2a85b4b81");
    }
}
