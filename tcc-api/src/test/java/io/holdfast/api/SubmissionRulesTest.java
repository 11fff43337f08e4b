// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.api.TransactionsException.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class SubmissionRulesTest {
    private static final HttpTarget HTTP = HttpTarget.below("http://127.0.0.1:8080/stock");
    private static final DubboTarget DUBBO = DubboTarget.of("io.shop.Stock", "freeze");

    private final SubmissionRules rules = new SubmissionRules(3);

    private void assertComplaint(Submission submission, String field, String problem) {
        assertComplaint(
                () -> {
                    rules.check(submission);
                    return null;
                },
                field,
                problem);
    }

    private static void assertComplaint(Callable<Void> check, String field, String problem) {
        assertThatExceptionOfType(TransactionsException.class)
                .isThrownBy(check::call)
                .satisfies(complaint -> {
                    assertThat(complaint.code()).isEqualTo(Code.INVALID_ARGUMENT);
                    assertThat(complaint.field()).isEqualTo(field);
                    assertThat(complaint.retryable()).isFalse();
                })
                .withMessageStartingWith(field + ": ")
                .withMessageContaining(problem);
    }

    private static Submission of(Branch... branches) {
        return Submission.of("order", branches);
    }

    private static List<String> names(List<Branch> branches) {
        return branches.stream().map(Branch::name).toList();
    }

    @Test
    void branchesWithoutANameGetTheirPlace() throws TransactionsException {
        List<Branch> checked = rules.check(
                of(Branch.of(HTTP, null), Branch.of(DUBBO, "O-1", 2).named("stock"), Branch.of(HTTP, Map.of("a", 1))));

        assertThat(names(checked)).containsExactly("branch-1", "stock", "branch-3");
    }

    @Test
    void branchesStandAfterThoseThatTheyWaitForAndElseAsTheyCame() throws TransactionsException {
        List<Branch> checked = rules.check(of(
                Branch.of(HTTP, null).named("c").after("b", "a"),
                Branch.of(HTTP, null).named("b"),
                Branch.of(HTTP, null).named("a").after("b")));

        assertThat(names(checked)).containsExactly("b", "a", "c");
    }

    @Test
    void circlesUnknownNamesAndOneselfAreNoOrder() {
        assertComplaint(
                of(
                        Branch.of(HTTP, null).named("a").after("b"),
                        Branch.of(HTTP, null).named("b").after("a")),
                "branches[0].after",
                "circle");
        assertComplaint(
                of(Branch.of(HTTP, null).after("nobody")), "branches[0].after[0]", "no branch is named 'nobody'");
        assertComplaint(of(Branch.of(HTTP, null).after("branch-1")), "branches[0].after[0]", "itself");
    }

    @Test
    void everyComplaintNamesItsField() {
        Branch good = Branch.of(HTTP, null);
        assertComplaint(Submission.of(" ", good), "name", "is missing");
        assertComplaint(Submission.of("a\nb", good), "name", "control character");
        assertComplaint(of(), "branches", "at least one");
        assertComplaint(of(good, good, good, good), "branches", "4 are more than 3 (holdfast.limits.max-branches)");
        assertComplaint(of(good).withTimeoutMillis(0), "timeoutMillis", "at least 1");
        assertComplaint(of(good).waitingAtMostMillis(60_001), "waitMillis", "from 0 to 60000");
        assertComplaint(of(good).withKey("k".repeat(129)), "idempotencyKey", "129 characters are more than 128");
        assertComplaint(of(good).tagged("k".repeat(65), "v"), "tags", "65 characters are more than 64");
        assertComplaint(of(good).tagged("order", "v".repeat(257)), "tags.order", "257 characters are more than 256");
        assertComplaint(of(good.parkedAfter(0)), "branches[0].maxAttempts", "from 1 to");
        assertComplaint(of(good.named("x"), good.named("x")), "branches[1].name", "of another branch");
        assertComplaint(of(good, null), "branches[1]", "is missing");
        assertComplaint(
                of(new Branch(null, null, null, null, null, null)), "branches[0].dubbo", "dubbo or http is needed");
        assertComplaint(of(new Branch(null, DUBBO, HTTP, null, null, null)), "branches[0].dubbo", "not both");
    }

    private static Submission of(Branch first, Branch second) {
        return new Submission("order", null, null, null, null, null, null, Arrays.asList(first, second));
    }

    @Test
    void tooManyTagsAreRefused() {
        Submission submission = of(Branch.of(HTTP, null));
        for (int i = 0; i <= SubmissionRules.MAX_TAGS; i++) {
            submission = submission.tagged("tag" + i, "x");
        }
        assertComplaint(submission, "tags", "17 are more than 16");
    }

    @Test
    void addressesHaveTheirForm() {
        String path = "branches[0].http.tryUrl";
        assertComplaint(of(http(null)), path, "is missing");
        assertComplaint(of(http("ftp://host/x")), path, "expected http://");
        assertComplaint(of(http("/relative")), path, "expected http://");
        assertComplaint(of(http("http://user:secret@host/x")), path, "user or a password");
        assertComplaint(of(http("http://host/x#y")), path, "fragment");
        assertComplaint(of(http("http://ho st/x")), path, "not an address");
        String url = "branches[0].dubbo.url";
        assertComplaint(of(Branch.of(DUBBO.at("tri://host"))), url, "has no port");
        assertComplaint(of(Branch.of(DUBBO.at("rmi://host:1"))), url, "expected tri://");
        assertComplaint(of(Branch.of(DUBBO.at("tri://host:1?serialization=native"))), url, "end after the port");
        assertComplaint(of(Branch.of(DUBBO.at("tri://host:1/x"))), url, "end after the port");
    }

    private static Branch http(String tryUrl) {
        return Branch.of(new HttpTarget(tryUrl, "http://host/confirm", "http://host/cancel"), null);
    }

    @Test
    void dubboMethodsHaveNamesAndTypesForTheirArguments() {
        assertComplaint(of(Branch.of(DubboTarget.of(null, "freeze"))), "branches[0].dubbo.service", "is missing");
        assertComplaint(of(Branch.of(DubboTarget.of("io.X", "a b"))), "branches[0].dubbo.tryMethod", "not a Java name");
        assertComplaint(
                of(Branch.of(DUBBO.taking("int"), 1, 2)),
                "branches[0].dubbo.parameterTypes",
                "1 types for 2 arguments");
    }

    @Test
    void argumentsNameNoClassesHoweverDeep() {
        for (String key : List.of("class", "@type", "@class")) {
            Map<String, Object> inner = new HashMap<>();
            inner.put(key, "java.lang.Runtime");
            assertComplaint(
                    of(Branch.of(DUBBO, 1, Map.of("items", List.of(inner)))),
                    "branches[0].arguments[1].items[0]." + key,
                    "not allowed");
        }
    }

    @Test
    void argumentsAreJsonOfBoundedDepth() {
        Object deep = "x";
        for (int i = 0; i <= SubmissionRules.MAX_DEPTH; i++) {
            deep = new ArrayList<>(List.of(deep));
        }
        assertComplaint(
                of(raw(deep)), "branches[0].arguments" + "[0]".repeat(SubmissionRules.MAX_DEPTH), "deeper than 32");
        assertComplaint(of(raw(new Object())), "branches[0].arguments", "not a JSON value");
        assertComplaint(of(raw(Double.NaN)), "branches[0].arguments", "no such number");
        assertComplaint(of(raw(Map.of(1, 2))), "branches[0].arguments", "a key that is no text");
    }

    private static Branch raw(Object arguments) {
        return new Branch(null, null, HTTP, arguments, null, null);
    }

    @Test
    void whatTheCallerTriesItselfHasNoTryAndNoOrder() throws TransactionsException {
        HttpTarget endOnly = new HttpTarget(null, "http://host/confirm", "http://host/cancel");
        rules.check(new BranchRegistration("a:1:1", Branch.of(endOnly, null)));

        assertComplaint(registering(Branch.of(HTTP, null)), "branch.http.tryUrl", "its caller calls");
        assertComplaint(registering(Branch.of(DUBBO)), "branch.dubbo.tryMethod", "its caller calls");
        assertComplaint(registering(Branch.of(endOnly, null).after("x")), "branch.after", "have an order");
        assertComplaint(registering(null), "branch", "is missing");
    }

    private Callable<Void> registering(Branch branch) {
        return () -> {
            rules.check(new BranchRegistration("a:1:1", branch));
            return null;
        };
    }

    @Test
    void aTransactionHasExactlyOneNameInAQuestion() throws TransactionsException {
        rules.check(Query.byKey("k"));
        rules.check(Wait.forXid("a:1:1"));
        assertComplaint(
                () -> {
                    rules.check(new Query(null, null));
                    return null;
                },
                "xid",
                "is needed");
        assertComplaint(
                () -> {
                    rules.check(new Wait("a:1:1", "k", null, null));
                    return null;
                },
                "idempotencyKey",
                "not both");
    }
}
