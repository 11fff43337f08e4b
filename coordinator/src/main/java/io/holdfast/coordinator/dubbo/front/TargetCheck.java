// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import io.holdfast.api.Branch;
import io.holdfast.api.TransactionsException;
import io.holdfast.api.TransactionsException.Code;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds the addresses of a request's branches, which have been checked for their form, against {@link AllowedTargets}. */
final class TargetCheck {
    private final AllowedTargets allowed;

    TargetCheck(AllowedTargets allowed) {
        this.allowed = allowed;
    }

    void check(List<Branch> branches) throws TransactionsException {
        Map<String, String> known = new HashMap<>(); // branches of one submission often share a host
        for (int i = 0; i < branches.size(); i++) {
            check(branches.get(i), "branches[" + i + "]", known);
        }
    }

    void check(Branch branch) throws TransactionsException {
        check(branch, "branch", new HashMap<>());
    }

    private void check(Branch branch, String path, Map<String, String> known) throws TransactionsException {
        if (branch.dubbo() != null) {
            check(branch.dubbo().url(), path + ".dubbo.url", known);
        } else {
            check(branch.http().tryUrl(), path + ".http.tryUrl", known);
            check(branch.http().confirmUrl(), path + ".http.confirmUrl", known);
            check(branch.http().cancelUrl(), path + ".http.cancelUrl", known);
        }
    }

    private void check(String url, String field, Map<String, String> known) throws TransactionsException {
        if (url == null) {
            return;
        }
        URI uri = URI.create(url);
        int port = uri.getPort() > 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
        String refusal =
                known.computeIfAbsent(uri.getHost() + ":" + port, any -> orEmpty(allowed.refusal(uri.getHost(), port)));
        if (!refusal.isEmpty()) {
            throw new TransactionsException(Code.INVALID_ARGUMENT, field, refusal);
        }
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
