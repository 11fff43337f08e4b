// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.port.Checkup;
import io.holdfast.coordinator.port.ThisNode;
import io.holdfast.coordinator.port.ThisNode.ServedLane;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a running coordinator says of itself and of what it stands on. One looks at a time, and what was seen is told to all
 * for some seconds: many may ask often. Safe for any thread.
 */
final class NodeCheckup implements Checkup {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final String LANES = "lanes";

    private final Examination examination;
    private final ThisNode node;
    private final List<Snippet> snippets;
    private Report last;
    private long lastNanos;

    NodeCheckup(Examination examination, ThisNode node, List<Snippet> snippets) {
        this.examination = examination;
        this.node = node;
        this.snippets = snippets;
    }

    @Override
    public synchronized Report look() {
        if (last == null || System.nanoTime() - lastNanos > FRESH_NANOS) {
            List<Finding> findings = new ArrayList<>(lanes(node.isServing(), node.lanes()));
            findings.addAll(examination.what(node.isServing()));
            findings.addAll(examination.address(AdvertisedAddress::connects));
            last = new Report(System.currentTimeMillis(), List.copyOf(findings), snippets);
            lastNanos = System.nanoTime();
        }
        return last;
    }

    static List<Finding> lanes(boolean serving, List<ServedLane> lanes) {
        List<Finding> findings = new ArrayList<>();
        for (ServedLane lane : lanes) {
            if (lane.condition().equals("HALTED")) {
                findings.add(Finding.fail(
                        LANES,
                        "lane " + lane.lane() + " is halted: " + lane.problem(),
                        "it tries again by itself, and needs what stopped it out of its way"));
            } else if (!lane.condition().equals("SERVING")) {
                findings.add(Finding.warn(
                        LANES, "lane " + lane.lane() + " is " + lane.condition(), "wait a moment, and look again"));
            }
        }
        if (findings.isEmpty() && !serving) {
            findings.add(Finding.warn(LANES, "no requests are taken: it starts, or stops", "wait, and look again"));
        } else if (findings.isEmpty()) {
            findings.add(Finding.ok(
                    LANES,
                    lanes.isEmpty()
                            ? "none is served here: other coordinators have them, and requests are passed on"
                            : lanes.size() + " served here, all well"));
        }
        return findings;
    }
}
