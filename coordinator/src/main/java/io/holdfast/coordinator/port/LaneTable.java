// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

/**
 * Where the coordinators that share a log say who lives, and who has which lane. It only buys liveness: whoever is wrong
 * about it is stopped by the fence in the log (I21, I23). Safe for any thread.
 */
public interface LaneTable extends AutoCloseable {
    /** The name that this process has there. */
    String self();

    /**
     * Settles how many lanes there are: the first coordinator of all says it, and all others take what it said.
     *
     * @param wanted at least 1
     */
    int lanes(int wanted) throws LogFailure;

    /**
     * Says that this process lives, and reads what all have said.
     *
     * @param leaving it gives its lanes back, and takes no more
     */
    ClusterView beat(boolean leaving) throws LogFailure;

    /** As it is now; null if nobody has ever taken the lane. */
    ClusterView.LaneRow read(int lane) throws LogFailure;

    /** Lets anybody take the lane at once. Does nothing if somebody has taken it since. */
    void giveBack(int lane, int epoch) throws LogFailure;

    /** Says that this process lives no more, so that nobody waits for it. */
    void leave() throws LogFailure;

    /** Takes a process off the list that is known to be dead. */
    void forget(String node) throws LogFailure;

    /** What only those know who may read the log; the same for all of them. */
    byte[] secret() throws LogFailure;

    @Override
    void close();
}
