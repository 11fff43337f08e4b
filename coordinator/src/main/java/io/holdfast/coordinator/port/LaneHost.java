// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import java.util.List;

/** Where lanes are served. Safe for any thread; whoever opens and closes the same lane does so one after the other. */
public interface LaneHost {
    /**
     * A lane that is served here, or is about to be.
     *
     * @param over it was lost to another coordinator, and may be closed
     */
    record Served(int lane, int epoch, boolean over) {}

    List<Served> served();

    /** Begins to serve a lane; it recovers on a thread of its own. */
    void open(int lane);

    /**
     * Makes what was taken durable, passes on who still waits, and serves the lane no more. Blocks for that long.
     *
     * @return the epoch in which it was served, 0 if it never was
     */
    int close(int lane);
}
