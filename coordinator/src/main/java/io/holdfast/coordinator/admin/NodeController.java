// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin;

import io.holdfast.coordinator.admin.NodeViews.InFlightView;
import io.holdfast.coordinator.admin.NodeViews.LaneView;
import io.holdfast.coordinator.admin.NodeViews.LiveView;
import io.holdfast.coordinator.admin.NodeViews.NodeView;
import io.holdfast.coordinator.admin.NodeViews.NodesView;
import io.holdfast.coordinator.admin.NodeViews.ParticipantView;
import io.holdfast.coordinator.admin.NodeViews.ParticipantsView;
import io.holdfast.coordinator.admin.NodeViews.UndecidedView;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.ParticipantsSeen;
import io.holdfast.coordinator.port.ThisNode;
import io.holdfast.coordinator.port.ThisNode.ServedLane;
import io.holdfast.coordinator.port.TransactionSearch;
import io.holdfast.coordinator.port.TransactionSearch.Lane;
import io.holdfast.coordinator.port.TransactionSearch.Owners;
import io.holdfast.coordinator.port.TransactionSearch.Traffic;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/nodes}, {@code /participants} and {@code /live}: what goes on now. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
public final class NodeController {
    private static final String SERVING = "SERVING";

    private final TransactionSearch search;
    private final ThisNode self;
    private final ParticipantsSeen participants;

    public NodeController(TransactionSearch search, ThisNode self, ParticipantsSeen participants) {
        this.search = search;
        this.self = self;
        this.participants = participants;
    }

    @GetMapping("/nodes")
    NodesView nodes() throws LogFailure {
        Owners owners = search.owners();
        Map<Integer, ServedLane> here =
                self.lanes().stream().collect(Collectors.toMap(ServedLane::lane, Function.identity()));
        List<LaneView> lanes = owners.lanes().stream()
                .map(lane -> lane(lane, here.get(lane.lane())))
                .toList();
        List<NodeView> nodes = owners.nodes().stream()
                .map(node -> new NodeView(
                        node.id(),
                        node.address(),
                        node.id().equals(self.name()),
                        node.leaving(),
                        Instant.ofEpochMilli(node.seenAtMillis()),
                        node.silentMillis(),
                        lanesOf(node.id(), owners)))
                .toList();
        NodeView alone = new NodeView(self.name(), null, true, false, null, null, lanes.size());
        return new NodesView(self.name(), nodes.isEmpty() ? List.of(alone) : nodes, lanes);
    }

    private static int lanesOf(String node, Owners owners) {
        return (int) owners.lanes().stream()
                .filter(lane -> lane.owner().equals(node))
                .count();
    }

    private static LaneView lane(Lane lane, ServedLane here) {
        return new LaneView(
                lane.lane(),
                lane.owner(),
                lane.epoch(),
                Instant.ofEpochMilli(lane.heartbeatMillis()),
                here == null ? null : here.condition(),
                here == null ? null : here.problem(),
                lane.openTransactions(),
                here == null ? null : here.openTransactions());
    }

    @GetMapping("/participants")
    ParticipantsView participants() {
        Comparator<ParticipantView> order =
                Comparator.comparing(ParticipantView::kind).thenComparing(ParticipantView::name);
        return new ParticipantsView(
                self.name(),
                participants.participants().stream()
                        .map(ParticipantView::of)
                        .sorted(order)
                        .toList());
    }

    @GetMapping("/live")
    LiveView live() throws LogFailure {
        Traffic traffic = search.traffic();
        double ended = traffic.confirmedPerSecond() + traffic.cancelledPerSecond();
        TransactionSearch.Undecided oldest = traffic.oldestUndecided();
        List<ServedLane> lanes = self.lanes();
        return new LiveView(
                Instant.ofEpochMilli(traffic.atMillis()),
                traffic.begunPerSecond(),
                traffic.confirmedPerSecond(),
                traffic.cancelledPerSecond(),
                ended == 0 ? null : traffic.cancelledPerSecond() / ended,
                new InFlightView(
                        traffic.open(),
                        traffic.byState().trying(),
                        traffic.byState().confirming(),
                        traffic.byState().cancelling(),
                        traffic.byState().parked(),
                        traffic.byState().all()),
                oldest == null
                        ? null
                        : new UndecidedView(
                                oldest.xid().toString(),
                                oldest.name(),
                                Instant.ofEpochMilli(oldest.begunAtMillis()),
                                Math.max(0, traffic.atMillis() - oldest.begunAtMillis())),
                (int) lanes.stream()
                        .filter(lane -> lane.condition().equals(SERVING))
                        .count(),
                lanes.size());
    }
}
