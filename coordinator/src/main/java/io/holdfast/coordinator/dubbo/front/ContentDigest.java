// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import io.holdfast.api.Branch;
import io.holdfast.api.DubboTarget;
import io.holdfast.api.HttpTarget;
import io.holdfast.api.Submission;
import io.holdfast.api.SubmissionRules;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells whether two submissions under one idempotency key say the same. What has no effect on the transaction does not
 * count: the order of keys, how a number is written, what the answer waits for.
 *
 * <p>Digests are kept as long as their transactions, and compared by later versions: what is absent must stay absent from
 * the form below, and nothing in it may change.
 */
final class ContentDigest {
    private ContentDigest() {}

    /** @return SHA-256, in hexadecimal */
    static String of(Submission submission, ApiJson json) {
        Map<String, Object> form = new TreeMap<>();
        put(form, "name", submission.name());
        put(form, "application", submission.application());
        put(form, "timeoutMillis", submission.timeoutMillis());
        if (submission.tags() != null && !submission.tags().isEmpty()) {
            form.put("tags", canonical(submission.tags()));
        }
        List<Object> branches = new ArrayList<>();
        for (int i = 0; i < submission.branches().size(); i++) {
            branches.add(branch(submission.branches().get(i), i));
        }
        form.put("branches", branches);
        return HexFormat.of().formatHex(sha256().digest(json.text(form).getBytes(StandardCharsets.UTF_8)));
    }

    private static Map<String, Object> branch(Branch branch, int place) {
        Map<String, Object> form = new TreeMap<>();
        form.put("name", SubmissionRules.nameOf(branch, place));
        put(form, "maxAttempts", branch.maxAttempts());
        put(form, "arguments", canonical(branch.arguments()));
        if (branch.after() != null && !branch.after().isEmpty()) {
            form.put("after", branch.after().stream().sorted().toList());
        }
        DubboTarget dubbo = branch.dubbo();
        if (dubbo != null) {
            put(form, "service", dubbo.service());
            put(form, "group", dubbo.group());
            put(form, "version", dubbo.version());
            put(form, "url", dubbo.url());
            put(form, "tryMethod", dubbo.tryMethod());
            put(form, "confirmMethod", dubbo.confirmMethod());
            put(form, "cancelMethod", dubbo.cancelMethod());
            put(form, "parameterTypes", dubbo.parameterTypes());
        }
        HttpTarget http = branch.http();
        if (http != null) {
            put(form, "tryUrl", http.tryUrl());
            put(form, "confirmUrl", http.confirmUrl());
            put(form, "cancelUrl", http.cancelUrl());
        }
        return form;
    }

    private static void put(Map<String, Object> form, String name, Object value) {
        if (value != null) {
            form.put(name, value);
        }
    }

    private static Object canonical(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((key, item) -> sorted.put((String) key, canonical(item)));
            return sorted;
        }
        if (value instanceof List<?> list) {
            List<Object> items = new ArrayList<>(list.size());
            list.forEach(item -> items.add(canonical(item)));
            return items;
        }
        return value instanceof Number number ? decimal(number).stripTrailingZeros() : value;
    }

    private static BigDecimal decimal(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        return number instanceof BigInteger integer ? new BigDecimal(integer) : new BigDecimal(number.toString());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
