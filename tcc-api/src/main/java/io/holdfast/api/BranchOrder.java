// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
        checkCircles(branches, places);
    }

    /** Takes away, again and again, what nothing that is left has to wait for. */
    private static void checkCircles(List<Branch> branches, Map<String, Integer> places) throws TransactionsException {
        int[] waitsFor = new int[branches.size()];
        List<List<Integer>> followers = new ArrayList<>();
        for (int i = 0; i < waitsFor.length; i++) {
            followers.add(new ArrayList<>());
        }
        for (int i = 0; i < waitsFor.length; i++) {
            for (String name : after(branches.get(i))) {
                waitsFor[i]++;
                followers.get(places.get(name)).add(i);
            }
        }
        ArrayDeque<Integer> free = new ArrayDeque<>();
        for (int i = 0; i < waitsFor.length; i++) {
            if (waitsFor[i] == 0) {
                free.add(i);
            }
        }
        while (!free.isEmpty()) {
            for (int follower : followers.get(free.remove())) {
                if (--waitsFor[follower] == 0) {
                    free.add(follower);
                }
            }
        }
        for (int i = 0; i < waitsFor.length; i++) {
            SubmissionRules.require(
                    waitsFor[i] == 0, "branches[" + i + "].after", "the branches wait for each other in a circle");
        }
    }

    private static List<String> after(Branch branch) {
        return branch.after() == null ? List.of() : branch.after();
    }
}
