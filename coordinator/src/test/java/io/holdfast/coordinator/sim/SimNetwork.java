// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.model.TransactionId;
import java.util.Set;
import java.util.TreeSet;

/** Carries messages late, twice, never, and not at all in one direction of a cut link. */
final class SimNetwork {
    private final SimWorld world;
    private final Set<String> cut = new TreeSet<>();

    SimNetwork(SimWorld world) {
        this.world = world;
    }

    /**
     * @param about null if the message is about no transaction yet
     * @param repeatable whether the message may come twice, and days late
     */
    void send(String from, String to, TransactionId about, boolean repeatable, Runnable delivery) {
        if (cut.contains(from + " -> " + to)) {
            world.marks.struck(Fault.PARTITION, about);
            return;
        }
        if (world.strikes(Fault.DROP, about)) {
            return;
        }
        world.agenda.after(delay(about), delivery);
        if (repeatable && world.strikes(Fault.DUPLICATE, about)) {
            world.agenda.after(delay(about), delivery);
        }
        if (repeatable && world.strikes(Fault.DAYS_LATE, about)) {
            world.agenda.after(Scenario.DAY_MILLIS * (1L + world.random.nextInt(4)), delivery);
        }
    }

    private long delay(TransactionId about) {
        if (world.strikes(Fault.SLOW, about)) {
            return 1 + world.random.nextLong(world.scenario.slowMillis);
        }
        return 1L + world.random.nextInt(10);
    }

    void cut(String from, String to, long millis) {
        String link = from + " -> " + to;
        world.trace.add("cut", link);
        cut.add(link);
        world.agenda.after(millis, () -> cut.remove(link));
    }

    void heal() {
        cut.clear();
    }
}
