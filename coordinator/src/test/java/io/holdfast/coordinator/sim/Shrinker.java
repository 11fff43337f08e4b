// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import java.util.function.Consumer;

/**
 * Takes away from a scenario whatever the broken invariant does not need: kinds of faults, clients, nodes, lanes,
 * participants, time, and at last single strikes. Something less may take another course, so a few are tried.
 */
final class Shrinker {
    private static final int COURSES = 8;

    private final Mutant mutant;
    private final String which;
    private int runsLeft;
    private Scenario smallest;
    private Broken broken;
    private int strikes;

    /** @param runs how many worlds it may run */
    Shrinker(Scenario failing, Mutant mutant, Broken broken, int runs) {
        this.smallest = failing;
        this.mutant = mutant;
        this.broken = broken;
        this.which = broken.which();
        this.runsLeft = runs;
    }

    Scenario smallest() {
        return smallest;
    }

    Broken broken() {
        return broken;
    }

    void shrink() {
        boolean smaller = true;
        while (smaller && runsLeft > 0) {
            smaller = smallest.operations > 0 && accept(with -> with.operations = 0);
            smaller |= fewerFaults();
            smaller |= fewer(smallest.nodes, count -> accept(with -> with.nodes = count));
            smaller |= fewer(smallest.lanes, count -> accept(with -> with.lanes = count));
            smaller |= fewerClients();
            smaller |= fewer(smallest.participants, count -> accept(with -> with.participants = count));
            smaller |= smallest.faultsEndMillis > 1_000 && accept(with -> with.faultsEndMillis /= 2);
        }
        if (stillBreaks(smallest.copy())) { // Once more, for the number of its strikes.
            fewerStrikes();
        }
    }

    private boolean fewerFaults() {
        boolean smaller = false;
        for (Fault fault : smallest.faults()) {
            smaller |= accept(with -> with.off.add(fault));
        }
        return smaller;
    }

    private boolean fewerClients() {
        boolean smaller = false;
        for (int i = 0; i < smallest.clients; i++) {
            int client = i;
            smaller |= !smallest.silent.get(client) && accept(with -> with.silent.set(client));
        }
        return smaller;
    }

    private interface Attempt {
        boolean succeeds(int count);
    }

    /** One if that will do, else fewer by half, else by one. */
    private static boolean fewer(int now, Attempt attempt) {
        return now > 1 && (attempt.succeeds(1) || (now > 3 && attempt.succeeds(now / 2)) || attempt.succeeds(now - 1));
    }

    private void fewerStrikes() {
        for (int chunk = Math.max(1, strikes / 2); chunk > 0; chunk /= 2) {
            for (int from = 0; from < strikes && runsLeft > 0; from += chunk) {
                Scenario candidate = smallest.copy();
                candidate.muted.set(from, from + chunk);
                if (candidate.muted.cardinality() > smallest.muted.cardinality()) {
                    stillBreaks(candidate);
                }
            }
        }
    }

    private boolean accept(Consumer<Scenario> change) {
        for (int i = 0; i < COURSES && runsLeft > 0; i++) {
            Scenario candidate = smallest.copy();
            change.accept(candidate);
            candidate.course += i * 0x9E3779B97F4A7C15L;
            if (stillBreaks(candidate)) {
                return true;
            }
        }
        return false;
    }

    private boolean stillBreaks(Scenario candidate) {
        runsLeft--;
        SimWorld world = new SimWorld(candidate, mutant, false);
        try {
            world.run();
            return false;
        } catch (Broken seen) {
            if (!seen.which().equals(which)) {
                return false;
            }
            smallest = candidate;
            broken = seen;
            strikes = world.strikes();
            return true;
        }
    }
}
