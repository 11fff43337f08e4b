// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import io.holdfast.api.TransactionsException.Code;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a request must be like, as far as it can be told from the request alone. Immutable; any thread.
 *
 * <p>The coordinator applies it to whatever arrives; a caller may, to hear of mistakes earlier. Every complaint names the
 * field; the first one is thrown.
 */
public final class SubmissionRules {
    /** Of names, and of whatever else has no limit of its own, in characters. */
    public static final int MAX_NAME = 256;

    public static final int MAX_KEY = 128;
    public static final int MAX_TAGS = 16;
    public static final int MAX_TAG_KEY = 64;
    public static final int MAX_TAG_VALUE = 256;
    public static final int MAX_URL = 2048;
    /** Levels of lists and maps in arguments. */
    public static final int MAX_DEPTH = 32;

    public static final long MAX_WAIT_MILLIS = 60_000;
    public static final int MAX_ATTEMPTS = 1_000_000;
    private static final int MAX_PARAMETERS = 64;

    private final int maxBranches;

    /** @param maxBranches per transaction, at least 1 */
    public SubmissionRules(int maxBranches) {
        this.maxBranches = maxBranches;
    }

    /** @throws TransactionsException the first thing that is wrong */
    public void check(Submission submission) throws TransactionsException {
        present(submission, "submission");
        checkHead(submission.name(), submission.application(), submission.timeoutMillis());
        checkKey(submission.idempotencyKey(), "idempotencyKey");
        checkWaitMillis(submission.waitMillis());
        checkTags(submission.tags());
        List<Branch> branches = submission.branches();
        require(branches != null && !branches.isEmpty(), "branches", "at least one is needed");
        require(
                branches.size() <= maxBranches,
                "branches",
                branches.size() + " are more than " + maxBranches + " (holdfast.limits.max-branches)");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < branches.size(); i++) {
            String path = "branches[" + i + "]";
            present(branches.get(i), path);
            checkBranch(branches.get(i), path + ".", true);
            String name = nameOf(branches.get(i), i);
            require(names.add(name), path + ".name", "'" + name + "' is the name of another branch too");
        }
        BranchOrder.check(branches);
    }

    /** @throws TransactionsException the first thing that is wrong */
    public void check(Begin begin) throws TransactionsException {
        present(begin, "begin");
        checkHead(begin.name(), begin.application(), begin.timeoutMillis());
    }

    /** @throws TransactionsException the first thing that is wrong */
    public void check(BranchRegistration registration) throws TransactionsException {
        present(registration, "registration");
        checkXid(registration.xid());
        Branch branch = registration.branch();
        present(branch, "branch");
        checkBranch(branch, "branch.", false);
        require(
                branch.after() == null || branch.after().isEmpty(),
                "branch.after",
                "only the branches of one submission have an order");
    }

    /** @throws TransactionsException the first thing that is wrong */
    public void check(Decide decide) throws TransactionsException {
        present(decide, "decide");
        checkXid(decide.xid());
        checkWaitMillis(decide.waitMillis());
    }

    /** @throws TransactionsException the first thing that is wrong */
    public void check(Query query) throws TransactionsException {
        present(query, "query");
        checkOneName(query.xid(), query.idempotencyKey());
    }

    /** @throws TransactionsException the first thing that is wrong */
    public void check(Wait wait) throws TransactionsException {
        present(wait, "wait");
        checkOneName(wait.xid(), wait.idempotencyKey());
        checkWaitMillis(wait.waitMillis());
    }

    /** The branch's name, also where the caller gave none. */
    public static String nameOf(Branch branch, int place) {
        return branch.name() == null ? "branch-" + (place + 1) : branch.name();
    }

    private static void checkHead(String name, String application, Long timeoutMillis) throws TransactionsException {
        text(name, "name", MAX_NAME);
        optionalText(application, "application", MAX_NAME);
        require(timeoutMillis == null || timeoutMillis > 0, "timeoutMillis", "must be at least 1");
    }

    private static void checkOneName(String xid, String key) throws TransactionsException {
        require(xid == null || key == null, "idempotencyKey", "give either an xid or an idempotency key, not both");
        if (key == null) {
            require(xid != null, "xid", "an xid or an idempotency key is needed");
            checkXid(xid);
        } else {
            checkKey(key, "idempotencyKey");
        }
    }

    private static void checkXid(String xid) throws TransactionsException {
        text(xid, "xid", MAX_NAME);
    }

    private static void checkKey(String key, String path) throws TransactionsException {
        optionalText(key, path, MAX_KEY);
    }

    private static void checkWaitMillis(Long waitMillis) throws TransactionsException {
        require(
                waitMillis == null || (waitMillis >= 0 && waitMillis <= MAX_WAIT_MILLIS),
                "waitMillis",
                "must be from 0 to " + MAX_WAIT_MILLIS);
    }

    private static void checkTags(Map<String, String> tags) throws TransactionsException {
        if (tags == null) {
            return;
        }
        require(tags.size() <= MAX_TAGS, "tags", tags.size() + " are more than " + MAX_TAGS);
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            text(tag.getKey(), "tags", MAX_TAG_KEY);
            String path = "tags." + tag.getKey();
            require(tag.getValue() != null, path, "is missing");
            length(tag.getValue(), path, MAX_TAG_VALUE);
            printable(tag.getValue(), path);
        }
    }

    private static void checkBranch(Branch branch, String path, boolean called) throws TransactionsException {
        optionalText(branch.name(), path + "name", MAX_NAME);
        DubboTarget dubbo = branch.dubbo();
        HttpTarget http = branch.http();
        require(
                (dubbo == null) != (http == null),
                path + "dubbo",
                dubbo == null ? "dubbo or http is needed" : "give either dubbo or http, not both");
        if (dubbo != null) {
            checkDubbo(dubbo, branch.arguments(), path + "dubbo.");
        } else {
            checkHttp(http, path + "http.", called);
        }
        ArgumentRules.check(branch.arguments(), path + "arguments", MAX_DEPTH);
        Integer attempts = branch.maxAttempts();
        require(
                attempts == null || (attempts >= 1 && attempts <= MAX_ATTEMPTS),
                path + "maxAttempts",
                "must be from 1 to " + MAX_ATTEMPTS);
    }

    private static void checkDubbo(DubboTarget dubbo, Object arguments, String path) throws TransactionsException {
        javaName(dubbo.service(), path + "service");
        optionalText(dubbo.group(), path + "group", MAX_NAME);
        optionalText(dubbo.version(), path + "version", MAX_NAME);
        if (dubbo.url() != null) {
            TargetUrls.checkDubbo(dubbo.url(), path + "url");
        }
        javaName(dubbo.tryMethod(), path + "tryMethod");
        if (dubbo.confirmMethod() != null) {
            javaName(dubbo.confirmMethod(), path + "confirmMethod");
        }
        if (dubbo.cancelMethod() != null) {
            javaName(dubbo.cancelMethod(), path + "cancelMethod");
        }
        List<String> types = dubbo.parameterTypes();
        if (types != null) {
            int count = arguments instanceof List<?> list ? list.size() : 1;
            require(types.size() <= MAX_PARAMETERS, path + "parameterTypes", "are more than " + MAX_PARAMETERS);
            require(
                    types.size() == count,
                    path + "parameterTypes",
                    types.size() + " types for " + count + " arguments");
            for (int i = 0; i < types.size(); i++) {
                text(types.get(i), path + "parameterTypes[" + i + "]", MAX_NAME);
            }
        }
    }

    private static void checkHttp(HttpTarget http, String path, boolean called) throws TransactionsException {
        if (called || http.tryUrl() != null) {
            TargetUrls.checkHttp(http.tryUrl(), path + "tryUrl");
        }
        TargetUrls.checkHttp(http.confirmUrl(), path + "confirmUrl");
        TargetUrls.checkHttp(http.cancelUrl(), path + "cancelUrl");
    }

    private static void javaName(String name, String path) throws TransactionsException {
        text(name, path, MAX_NAME);
        boolean valid = Character.isJavaIdentifierStart(name.charAt(0))
                && name.chars().allMatch(c -> c == '.' || Character.isJavaIdentifierPart(c));
        require(valid, path, "not a Java name: " + name);
    }

    static void text(String text, String path, int max) throws TransactionsException {
        require(text != null && !text.isBlank(), path, "is missing");
        length(text, path, max);
        printable(text, path);
    }

    private static void optionalText(String text, String path, int max) throws TransactionsException {
        if (text != null) {
            text(text, path, max);
        }
    }

    private static void length(String text, String path, int max) throws TransactionsException {
        require(text.length() <= max, path, text.length() + " characters are more than " + max);
    }

    /** What is named here ends up in log lines, which a caller must not be able to forge. */
    private static void printable(String text, String path) throws TransactionsException {
        require(text.chars().noneMatch(Character::isISOControl), path, "has a control character");
    }

    private static void present(Object value, String path) throws TransactionsException {
        require(value != null, path, "is missing");
    }

    static void require(boolean holds, String path, String problem) throws TransactionsException {
        if (!holds) {
            throw new TransactionsException(Code.INVALID_ARGUMENT, path, problem);
        }
    }
}
