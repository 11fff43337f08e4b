// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * Says which node serves which lane, for no good reason at all: whoever is told to take a lane takes it, also while its
 * owner lives, and two at once. Safety may not depend on who owns what (I20 to I23); leases will only make it calmer.
 */
final class Placement {
    private final SimWorld world;
    private final List<SimNode> nodes;
    private final List<SimNode> owners = new ArrayList<>();

    Placement(SimWorld world, List<SimNode> nodes) {
        this.world = world;
        this.nodes = nodes;
    }

    void begin() {
        for (int lane = 0; lane < world.scenario.lanes; lane++) {
            owners.add(anyNode());
            owners.get(lane).serve(lane);
        }
    }

    SimNode anyNode() {
        return nodes.get(world.random.nextInt(nodes.size()));
    }

    int anyLane() {
        return world.random.nextInt(owners.size());
    }

    /** Whom a message for that lane comes to: mostly its owner, but clients may know an old one. */
    SimNode receiver(int lane) {
        return nodes.size() > 1 && world.random.nextInt(4) == 0 ? anyNode() : owners.get(lane);
    }

    boolean mayRetake(SimNode node, int lane) {
        return owners.get(lane) == node || world.strikesLane(Fault.FENCED_OWNER_RETAKES, lane, 0);
    }

    void takeOver(int lane) {
        SimNode next = anyNode();
        if (next.isAlive() && !next.isPaused()) {
            owners.set(lane, next);
            next.serve(lane);
        }
    }

    void twoAtOnce(int lane) {
        takeOver(lane);
        takeOver(lane);
    }

    /** Its lanes go elsewhere, or wait for it. */
    void gone(SimNode node) {
        for (int lane = 0; lane < owners.size(); lane++) {
            if (owners.get(lane) == node && world.random.nextBoolean()) {
                int orphan = lane;
                world.agenda.after(world.random.nextInt(1_000), () -> {
                    if (world.isFaulty()) {
                        takeOver(orphan);
                    }
                });
            }
        }
    }

    void isBack(SimNode node) {
        for (int lane = 0; lane < owners.size(); lane++) {
            if (owners.get(lane) == node) {
                node.serve(lane);
            }
        }
    }

    /** From now on every lane has one owner, and whoever lost one learns of it. */
    void settle() {
        for (int lane = 0; lane < owners.size(); lane++) {
            for (SimNode node : nodes) {
                SimLane there = node.lane(lane);
                if (there != null && node != owners.get(lane)) {
                    there.kill();
                } else if (there != null && there.isFenced()) {
                    there.loses();
                }
            }
            owners.get(lane).serve(lane);
        }
    }
}
