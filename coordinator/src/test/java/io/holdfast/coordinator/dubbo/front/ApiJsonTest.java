// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.api.BranchOutcome;
import io.holdfast.api.Outcome;
import io.holdfast.api.Status;
import io.holdfast.api.Submission;
import io.holdfast.api.TransactionsException;
import io.holdfast.api.TryOutcome;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiJsonTest {
    private final ApiJson json = new ApiJson();

    private Submission read(String body) throws TransactionsException {
        return json.read(body.getBytes(StandardCharsets.UTF_8), Submission.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"nmae\":\"x\"}                                | nmae                       | there is no such field",
                "{\"branches\":[{\"htp\":1}]}                    | branches[0].htp            | there is no such field",
                "{\"branches\":[{},{\"http\":{\"url\":1}}]}      | branches[1].http.url       | there is no such field",
                "{\"name\":5}                                    | name                       | expected text",
                "{\"timeoutMillis\":\"5\"}                       | timeoutMillis              | expected a whole number",
                "{\"timeoutMillis\":5.5}                         | timeoutMillis              | expected a whole number",
                "{\"branches\":{}}                               | branches                   | expected a list",
                "{\"branches\":[{\"http\":[]}]}                  | branches[0].http           | expected an object",
                "{\"branches\":[{\"dubbo\":{\"service\":true}}]} | branches[0].dubbo.service  | expected text",
                "{\"waitFor\":\"SOON\"}                          | waitFor                    | expected one of [ACCEPTED, DECIDED, COMPLETED]",
                "{\"tags\":{\"orderNo\":7}}                      | tags.orderNo               | expected text",
                "[]                                              |                            | expected an object"
            })
    void mistakesNameTheirField(String body, String field, String problem) {
        TransactionsException wrong = catchThrowableOfType(TransactionsException.class, () -> read(body));

        assertThat(wrong.field()).isEqualTo(field);
        assertThat(wrong).hasMessage(field == null ? problem : field + ": " + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "                               | the body is empty",
                "null                           | the body is null",
                "{\"name\":\"a\"} {}            | something follows",
                "{\"name\":\"a\",\"name\":\"b\"}| Duplicate",
                "{\"name\":                     | not JSON that is taken here",
                "hello                          | not JSON that is taken here"
            })
    void whatIsNoJsonIsRefused(String body, String problem) {
        TransactionsException wrong =
                catchThrowableOfType(TransactionsException.class, () -> read(body == null ? "" : body));

        assertThat(wrong).hasMessageContaining(problem);
    }

    @Test
    void depthIsBounded() {
        String deep = "{\"name\":\"a\",\"branches\":[{\"arguments\":" + "[".repeat(1000) + "]".repeat(1000) + "}]}";

        TransactionsException wrong = catchThrowableOfType(TransactionsException.class, () -> read(deep));

        assertThat(wrong).hasMessageContaining("nesting depth");
    }

    @Test
    void numbersKeepTheirDigits() throws TransactionsException {
        Submission read = read("{\"branches\":[{\"arguments\":[19.90,12345678901234567890,9007199254740993,0.1]}]}");

        assertThat(read.branches().get(0).arguments())
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .contains(new BigDecimal("19.90"));
        assertThat(json.text(read.branches().get(0).arguments()))
                .isEqualTo("[19.90,12345678901234567890,9007199254740993,0.1]");
    }

    @Test
    void resultsAreJsonAndTextWhereTheyAreNone() {
        BranchOutcome one = new BranchOutcome("a", Long.MAX_VALUE, TryOutcome.DONE, "{\"frozen\":2}", null);
        BranchOutcome other = new BranchOutcome("b", 2, TryOutcome.DONE, "{\"froz", null);

        assertThat(new String(
                        json.write(new Outcome("h:1:1", Status.TRYING, null, false, List.of(one, other))),
                        StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"xid\":\"h:1:1\",\"status\":\"TRYING\",\"cause\":null,\"retrying\":false,\"branches\":["
                                + "{\"name\":\"a\",\"branchId\":\"9223372036854775807\",\"tryOutcome\":\"DONE\","
                                + "\"result\":{\"frozen\":2},\"reason\":null},"
                                + "{\"name\":\"b\",\"branchId\":\"2\",\"tryOutcome\":\"DONE\",\"result\":\"{\\\"froz\",\"reason\":null}]}");
    }
}
