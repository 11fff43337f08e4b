// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin;

import io.holdfast.coordinator.port.CallFigures;
import io.holdfast.coordinator.port.ParticipantsSeen;
import io.holdfast.coordinator.port.ParticipantsSeen.Participant;
import java.time.Instant;
import java.util.List;

/** The coordinators, and whom they call, as the API shows them. */
final class NodeViews {
    private NodeViews() {}

    /** @param self the name of the node that answers */
    record NodesView(String self, List<NodeView> nodes, List<LaneView> lanes) {}

    /**
     * @param address where other coordinators reach it; null if nobody shares the log
     * @param self whether it is the node that answers
     * @param seenAt when it last said that it lives; null if nobody shares the log
     */
    record NodeView(
            String id, String address, boolean self, boolean leaving, Instant seenAt, Long silentMillis, int lanes) {}

    /**
     * @param owner a node's id; empty if its owner gave it back
     * @param condition RECOVERING, SERVING, HALTED or STOPPED; null if another node has the lane
     * @param problem why it is halted; null unless it is
     * @param openTransactions written down and not finished
     * @param inMemory begun and not finished, written down or not; null if another node has the lane
     */
    record LaneView(
            int lane,
            String owner,
            int epoch,
            Instant heartbeatAt,
            String condition,
            String problem,
            long openTransactions,
            Integer inMemory) {}

    /** @param self the node that sees it so */
    record ParticipantsView(String self, List<ParticipantView> participants) {}

    record ParticipantView(
            ParticipantsSeen.Kind kind,
            String name,
            String application,
            Boolean tries,
            List<ConnectionView> connections,
            CallFigures calls,
            int waiting,
            int underWay,
            ParticipantsSeen.Breaker breaker) {
        static ParticipantView of(Participant one) {
            return new ParticipantView(
                    one.kind(),
                    one.name(),
                    one.application(),
                    one.tries(),
                    one.connections().stream().map(ConnectionView::of).toList(),
                    one.calls(),
                    one.waiting(),
                    one.underWay(),
                    one.breaker());
        }
    }

    record ConnectionView(String client, String application, String version, String address, Instant since) {
        static ConnectionView of(ParticipantsSeen.Connection one) {
            return new ConnectionView(
                    one.client(),
                    one.application(),
                    one.version(),
                    one.address(),
                    Instant.ofEpochMilli(one.sinceMillis()));
        }
    }

    /**
     * @param begunPerSecond of the last ten seconds, in all lanes
     * @param inFlight written down and not finished
     * @param oldestUndecided null if there is none
     * @param cancelledShare of those that have begun and ended in these seconds; null if there are none
     * @param lanesServing of those that the node that answers has
     */
    record LiveView(
            Instant at,
            double begunPerSecond,
            double confirmedPerSecond,
            double cancelledPerSecond,
            Double cancelledShare,
            InFlightView inFlight,
            UndecidedView oldestUndecided,
            int lanesServing,
            int lanes) {}

    /** @param all false if there are more open ones than are counted by state: these are the oldest */
    record InFlightView(long total, long trying, long confirming, long cancelling, long parked, boolean all) {}

    record UndecidedView(String xid, String name, Instant begunAt, long ageMillis) {}
}
