// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

/** What befalls nodes and links from time to time, whatever they are doing. */
final class Misfortune {
    static final long PERIOD_MILLIS = 500;

    private final SimWorld world;

    Misfortune(SimWorld world) {
        this.world = world;
    }

    void strike() {
        if (!world.isFaulty()) {
            return;
        }
        world.agenda.after(PERIOD_MILLIS, this::strike);
        SimNode node = world.placement.anyNode();
        if (node.isAlive()) {
            strike(node);
        }
        int lane = world.placement.anyLane();
        int epoch = world.log.epoch(lane);
        if (world.scenario.nodes > 1 && world.strikesLane(Fault.TAKEOVER, lane, epoch)) {
            world.placement.takeOver(lane);
        }
        if (world.scenario.nodes > 1 && world.strikesLane(Fault.TWO_OWNERS, lane, epoch)) {
            world.placement.twoAtOnce(lane);
        }
        if (world.strikes(Fault.PARTITION)) {
            String end = world.random.nextBoolean() ? "client" : "participant";
            String other = world.placement.anyNode().toString();
            boolean inwards = world.random.nextBoolean();
            world.network.cut(inwards ? end : other, inwards ? other : end, world.random.nextInt(5_000));
        }
    }

    private void strike(SimNode node) {
        if (world.strikesNode(Fault.CLOCK_JUMPS_AHEAD, node)) {
            node.clock().jumpAhead();
        }
        if (world.strikesNode(Fault.LOG_PARTITION, node)) {
            node.cutFromTheLog(true);
            world.agenda.after(1L + world.random.nextInt(2_000), () -> node.cutFromTheLog(false));
        }
        if (!node.isPaused() && world.strikesNode(Fault.PAUSE, node)) {
            node.pause(true);
            if (world.random.nextBoolean()) {
                world.placement.gone(node);
            }
            world.agenda.after(1L + world.random.nextInt(4_000), () -> node.pause(false));
        }
        if (world.strikesNode(Fault.KILL, node)) {
            world.died(node);
        } else if (world.strikesNode(Fault.ORDERLY_STOP, node) && node.stop()) {
            world.died(node);
        }
    }
}
