// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.load.Workload;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be measured.
 *
 * @param groups contenders that take turns under the same load
 * @param cases in the order in which they are run, those of one client together
 * @param rounds of each contender in each case
 * @param settleSeconds load before each round's measured window
 * @param seconds length of the window
 * @param warmUpSeconds load on each contender with each client before its first case
 */
record Campaign(
        List<List<Contender>> groups,
        List<Case> cases,
        int rounds,
        double settleSeconds,
        double seconds,
        double warmUpSeconds) {
    private static final int MANY = 64;
    private static final int USUAL_BRANCHES = 3;

    /** The core: what most of the targets speak of. */
    static Campaign quick(List<List<Contender>> groups) {
        return new Campaign(groups, coreCases(), 3, 1.5, 4, 8);
    }

    static Campaign full(List<List<Contender>> groups) {
        List<Case> cases = new ArrayList<>();
        for (ClientKind client : ClientKind.values()) {
            for (int callers : new int[] {1, 16, MANY, 256}) {
                cases.add(new Case(client, new Workload(callers, USUAL_BRANCHES, 0)));
            }
            if (client != ClientKind.STOCK_MERGING) {
                cases.add(new Case(client, new Workload(MANY, 1, 0)));
                cases.add(new Case(client, new Workload(MANY, 8, 0)));
                cases.add(new Case(client, new Workload(MANY, 0, 0)));
                cases.add(new Case(client, new Workload(MANY, USUAL_BRANCHES, 10)));
            }
        }
        return new Campaign(groups, cases, 5, 2, 6, 15);
    }

    static Case usual(ClientKind client, int callers) {
        return new Case(client, new Workload(callers, USUAL_BRANCHES, 0));
    }

    private static List<Case> coreCases() {
        return List.of(
                usual(ClientKind.STOCK, MANY),
                usual(ClientKind.STOCK, 1),
                usual(ClientKind.STOCK_MERGING, MANY),
                usual(ClientKind.LEAN, MANY));
    }

    /** The same with other numbers where they are positive. */
    Campaign with(int otherRounds, double otherSeconds) {
        return new Campaign(
                groups,
                cases,
                otherRounds > 0 ? otherRounds : rounds,
                settleSeconds,
                otherSeconds > 0 ? otherSeconds : seconds,
                warmUpSeconds);
    }

    /** How long it takes, in seconds, but for starting and stopping. */
    double estimatedSeconds() {
        long clients = cases.stream().map(Case::client).distinct().count();
        int contenders = groups.stream().mapToInt(List::size).sum();
        return contenders * (clients * (warmUpSeconds + 4) + cases.size() * rounds * (settleSeconds + seconds));
    }
}
