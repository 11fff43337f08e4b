// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import java.util.Set;
import java.util.TreeSet;

/** Carries messages late, twice, never, and not at all in one direction of a cut link. */
final class SimNetwork {
    private final SimWorld world;
    private final Set<String> cut = new TreeSet<>();

    SimNetwork(SimWorld world) {
        this.world = world;
    }

    /** @param repeatable whether the message may come twice, and days late */
    void send(String from, String to, boolean repeatable, Runnable delivery) {
        String link = from + " -> " + to;
        if (cut.contains(link)) {
            world.marks.hit("partition", link);
            return;
        }
        if (world.chance(world.swarm.drops)) {
            world.marks.hit("drop", link);
            return;
        }
        world.agenda.after(delay(link), delivery);
        if (repeatable && world.chance(world.swarm.duplicates)) {
            world.marks.hit("duplicate", link);
            world.agenda.after(delay(link), delivery);
        }
        if (repeatable && world.chance(world.swarm.daysLate)) {
            world.marks.hit("days late", link);
            world.agenda.after(Swarm.DAY_MILLIS * (1L + world.random.nextInt(4)), delivery);
        }
    }

    private long delay(String link) {
        if (world.chance(world.swarm.slow)) {
            world.marks.hit("slow", link);
            return 1 + world.random.nextLong(world.swarm.slowMillis);
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
