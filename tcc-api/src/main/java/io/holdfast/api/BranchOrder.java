// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The order that {@link Branch#after()} asks for: its names exist, and lead into no circle. */
final class BranchOrder {
    private BranchOrder() {}

    static void check(List<Branch> branches) throws TransactionsException {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < branches.size(); i++) {
            places.put(SubmissionRules.nameOf(branches.get(i), i), i);
        }
        for (int i = 0; i < branches.size(); i++) {
            List<String> after = after(branches.get(i));
            for (int k = 0; k < after.size(); k++) {
                String path = "branches[" + i + "].after[" + k + "]";
                SubmissionRules.text(after.get(k), path, SubmissionRules.MAX_NAME);
                Integer place = places.get(after.get(k));
                SubmissionRules.require(place != null, path, "no branch is named '" + after.get(k) + "'");
                SubmissionRules.require(place != i, path, "a branch cannot come after itself");
                SubmissionRules.require(
                        after.indexOf(after.get(k)) == k, path, "'" + after.get(k) + "' is named twice");
            }
        }
    }

    /** Lists branches after those that they wait for, and otherwise as they came. */
    static List<Branch> sorted(List<Branch> branches) throws TransactionsException {
        List<Branch> left = new ArrayList<>(branches);
        List<Branch> sorted = new ArrayList<>(branches.size());
        Set<String> done = new HashSet<>();
        while (!left.isEmpty()) {
            boolean found = false;
            for (Iterator<Branch> all = left.iterator(); all.hasNext(); ) {
                Branch branch = all.next();
                if (done.containsAll(after(branch))) {
                    all.remove();
                    sorted.add(branch);
                    done.add(branch.name());
                    found = true;
                }
            }
            SubmissionRules.require(
                    found,
                    "branches[" + branches.indexOf(left.isEmpty() ? null : left.get(0)) + "].after",
                    "branches wait for each other in a circle");
        }
        return sorted;
    }

    private static List<String> after(Branch branch) {
        return branch.after() == null ? List.of() : branch.after();
    }
}
