// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * The form of participants' addresses. A Dubbo address is no more than a host and a port: its parameters would choose how
 * the coordinator itself serializes and whom it trusts.
 */
final class TargetUrls {
    private static final Set<String> DUBBO = Set.of("tri", "dubbo");
    private static final Set<String> HTTP = Set.of("http", "https");

    private TargetUrls() {}

    static void checkDubbo(String url, String path) throws TransactionsException {
        URI uri = parse(url, path, DUBBO, "tri://host:port or dubbo://host:port");
        SubmissionRules.require(uri.getPort() > 0, path, "has no port");
        SubmissionRules.require(
                uri.getRawPath().isEmpty() && uri.getRawQuery() == null, path, "must end after the port: " + url);
    }

    static void checkHttp(String url, String path) throws TransactionsException {
        parse(url, path, HTTP, "http://host:port/path or https://host:port/path");
    }

    private static URI parse(String url, String path, Set<String> schemes, String form) throws TransactionsException {
        SubmissionRules.text(url, path, SubmissionRules.MAX_URL);
        URI uri;
        try {
            uri = new URI(url).parseServerAuthority();
        } catch (URISyntaxException notOne) {
            throw new TransactionsException(
                    TransactionsException.Code.INVALID_ARGUMENT, path, "not an address: " + notOne.getMessage());
        }
        SubmissionRules.require(
                uri.getScheme() != null && schemes.contains(uri.getScheme()) && uri.getHost() != null,
                path,
                "expected " + form + ", got " + url);
        SubmissionRules.require(uri.getUserInfo() == null, path, "must not hold a user or a password");
        SubmissionRules.require(uri.getRawFragment() == null, path, "must not hold a fragment (#)");
        return uri;
    }
}
