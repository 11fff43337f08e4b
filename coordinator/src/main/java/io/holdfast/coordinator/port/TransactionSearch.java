// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.Xid;
import java.util.List;

/**
 * What people ask of the log. Every answer costs a bounded number of rows, and no lane waits for it. Safe for any thread;
 * each call may block for a read, and fails at once if too many ask at the same time.
 */
public interface TransactionSearch {
    /**
     * Looks for transactions, the newest first: within a lane in the order of their ids, which is that of their begin, and
     * among lanes by the time of their begin.
     *
     * @param from null: from the newest on
     * @param limit at least 1
     */
    Page search(TransactionFilter filter, SearchPosition from, int limit) throws LogFailure;

    /**
     * Reads all that happened to a transaction, in its order, beginning with its begin.
     *
     * @return empty if the log does not know it
     */
    List<LogRecord> history(TransactionId id) throws LogFailure;

    /**
     * Who has had a lane since it had this epoch, in the order of the epochs; not all of them if it was taken a thousand
     * times since, or by versions that did not write it down.
     */
    List<Taking> takings(int lane, int sinceEpoch) throws LogFailure;

    /** What the log says of its lanes and, if several coordinators share it, of those. */
    Owners owners() throws LogFailure;

    /** What has been going on, in all lanes. May be as old as a second, or a few if there is much to count. */
    Traffic traffic() throws LogFailure;

    /**
     * Some of what a search has found.
     *
     * @param how what the search has looked at
     * @param next where to go on; null if all has been searched
     * @param searchedUntilMillis all that has begun since has been searched, in milliseconds since 1970; null if nothing has
     */
    record Page(List<TransactionSummary> found, Match how, SearchPosition next, Long searchedUntilMillis) {
        public Page {
            found = List.copyOf(found);
        }
    }

    /**
     * A lane got an owner.
     *
     * @param owner a process, named as nobody before
     * @param atMillis since 1970, by that process's clock
     */
    record Taking(int epoch, String owner, long atMillis) {}

    /** What a search has looked at. */
    enum Match {
        /** All that the filter says. */
        FILTER,
        /** Ids, idempotency keys and tags, of which at least one is the text. */
        EXACT,
        /** Names that begin with the text: nothing else is it. */
        NAME_PREFIX
    }

    /**
     * @param nodes empty if nobody can share the log
     * @param lanes those that were ever taken
     */
    record Owners(List<Node> nodes, List<Lane> lanes) {
        public Owners {
            nodes = List.copyOf(nodes);
            lanes = List.copyOf(lanes);
        }
    }

    /**
     * A coordinator that shares the log.
     *
     * @param address {@code host:port} where other coordinators reach it
     * @param seenAtMillis when it said last that it lives, in milliseconds since 1970 by the database's clock
     * @param silentMillis how long ago that is by the database's clock
     */
    record Node(String id, String address, boolean leaving, long seenAtMillis, long silentMillis) {}

    /**
     * @param owner a node; empty if its owner gave it back
     * @param heartbeatMillis when its owner wrote last, in milliseconds since 1970
     * @param openTransactions written down and not finished
     */
    record Lane(int lane, String owner, int epoch, long heartbeatMillis, long openTransactions) {}

    /**
     * What has been going on.
     *
     * @param begunPerSecond in the last ten seconds, or since as many have begun as are counted
     * @param confirmedPerSecond of those
     * @param cancelledPerSecond of those
     * @param open written down and not finished, in all lanes
     * @param byState of the oldest of these, so many as were counted
     * @param oldestUndecided of the same, the first of each lane, and of these the oldest; null if none is undecided
     */
    record Traffic(
            long atMillis,
            double begunPerSecond,
            double confirmedPerSecond,
            double cancelledPerSecond,
            long open,
            OpenByState byState,
            Undecided oldestUndecided) {}

    /**
     * @param parked of the decided ones
     * @param all whether these are all that are open
     */
    record OpenByState(long trying, long confirming, long cancelling, long parked, boolean all) {}

    record Undecided(Xid xid, String name, long begunAtMillis) {}
}
