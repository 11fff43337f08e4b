// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.ThisNode;
import io.holdfast.coordinator.watch.Alert.Kind;
import io.holdfast.coordinator.watch.Alert.State;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlertWatchTest {
    private final Map<Integer, String> conditions = new TreeMap<>();
    private final Map<Long, List<LogRecord>> histories = new TreeMap<>();
    private final List<Alert> sent = new ArrayList<>();
    private final LaneTally tally = new LaneTally();
    private long now = 10_000;
    private int room = Integer.MAX_VALUE;
    private boolean logFails;

    private final LogWatch log = new LogWatch(new SimpleMeterRegistry(), () -> now, null);
    private final AlertWatch watch =
            new AlertWatch(new Node(), log, id -> history(id.value()), Duration.ofSeconds(60), () -> now, this::send);

    @BeforeEach
    void serve() {
        conditions.put(0, "SERVING");
        log.serves(0, tally);
    }

    private boolean send(Alert alert) {
        return room-- > 0 && sent.add(alert);
    }

    private List<LogRecord> history(long id) throws LogFailure {
        if (logFails) {
            throw new LogFailure("the database is gone");
        }
        return histories.getOrDefault(id, List.of());
    }

    private List<Alert> round() {
        sent.clear();
        watch.round();
        return List.copyOf(sent);
    }

    private Shop parked(int number) {
        Shop order = new Shop(0, number);
        tally.add(order.begins(1_000));
        tally.add(order.decides(Decision.COMMIT, Cause.TRIED));
        tally.add(order.fails("out of paper"));
        tally.add(order.parks());
        histories.put(order.id.value(), order.history());
        return order;
    }

    @Test
    void parkedBranchIsToldOnceWhenItBeginsAndOnceWhenItIsOver() {
        Shop order = parked(1);
        assertThat(round())
                .containsExactly(new Alert(
                        "branch-parked:" + order.branchId,
                        Kind.BRANCH_PARKED,
                        State.BEGUN,
                        3_000,
                        0,
                        order.xid(),
                        Long.toString(order.branchId),
                        "order",
                        "inventory/stock",
                        "out of paper"));
        assertThat(round()).isEmpty();
        tally.add(order.ends(Decision.COMMIT, Cause.TRIED));
        assertThat(round()).singleElement().satisfies(over -> {
            assertThat(over.state()).isEqualTo(State.ENDED);
            assertThat(over.id()).isEqualTo("branch-parked:" + order.branchId);
        });
        assertThat(round()).isEmpty();
    }

    @Test
    void transactionIsToldOnceItIsOldAndWhenItIsDecided() {
        Shop order = new Shop(0, 1);
        tally.add(order.begins(10_000));
        now = 70_000;
        assertThat(round()).as("not older").isEmpty();
        now = 70_001;
        assertThat(round()).singleElement().satisfies(old -> {
            assertThat(old.kind()).isEqualTo(Kind.TRANSACTION_UNDECIDED);
            assertThat(old.xid()).isEqualTo(order.xid());
            assertThat(old.sinceMillis()).isEqualTo(10_000);
            assertThat(old.message()).contains("60 s");
        });
        assertThat(round()).isEmpty();
        tally.add(order.decides(Decision.CANCEL, Cause.TIMEOUT));
        assertThat(round()).extracting(Alert::state).containsExactly(State.ENDED);
    }

    @Test
    void laneIsToldWhenItHaltsAndWhenItServesAgainAndNothingOfItsTransactionsMeanwhile() {
        parked(1);
        assertThat(round()).hasSize(1);
        conditions.put(0, "HALTED");
        log.serveNoMore(0, tally);
        assertThat(round()).extracting(Alert::kind, Alert::state).containsExactly(tuple(Kind.LANE_HALTED, State.BEGUN));
        assertThat(round()).isEmpty();
        conditions.put(0, "RECOVERING");
        assertThat(round()).as("it does not serve yet").isEmpty();
        conditions.put(0, "SERVING");
        log.serves(0, tally);
        assertThat(round()).extracting(Alert::kind, Alert::state).containsExactly(tuple(Kind.LANE_HALTED, State.ENDED));
        assertThat(round()).as("the branch is still parked").isEmpty();
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    @Test
    void laneThatAnotherNodeHasIsTheOthersToTellOf() {
        parked(1);
        assertThat(round()).hasSize(1);
        conditions.put(0, "STOPPED");
        log.serveNoMore(0, tally);
        assertThat(round()).isEmpty();
        assertThat(watch.told()).as("forgotten").isZero();
        conditions.put(0, "SERVING");
        log.serves(0, tally);
        assertThat(round()).as("it came back").extracting(Alert::state).containsExactly(State.BEGUN);
    }

    @Test
    void whatFindsNoRoomIsToldLaterUnlessItIsOver() {
        Shop first = parked(1);
        parked(2);
        Shop third = parked(3);
        room = 1;
        assertThat(round()).extracting(Alert::xid).containsExactly(first.xid());
        room = 0;
        tally.add(first.ends(Decision.COMMIT, Cause.TRIED));
        tally.add(third.ends(Decision.COMMIT, Cause.TRIED));
        assertThat(round()).isEmpty();
        room = Integer.MAX_VALUE;
        assertThat(round()).extracting(Alert::state).containsExactly(State.ENDED, State.BEGUN);
        assertThat(round()).isEmpty();
    }

    @Test
    void logThatCannotBeReadDelaysWhatNeedsItAndNothingElse() {
        parked(1);
        conditions.put(1, "HALTED");
        logFails = true;
        assertThat(round()).extracting(Alert::kind).containsExactly(Kind.LANE_HALTED);
        logFails = false;
        assertThat(round()).extracting(Alert::kind).containsExactly(Kind.BRANCH_PARKED);
    }

    @Test
    void noMoreAreToldAtTheSameTimeThanTheBound() {
        for (int number = 1; number <= AlertWatch.MOST_PARKED + 5; number++) {
            parked(number);
        }
        int rounds = 0;
        while (!round().isEmpty()) {
            rounds++;
        }
        assertThat(watch.told()).isEqualTo(AlertWatch.MOST_PARKED);
        assertThat(rounds).as("not all in one round").isGreaterThan(10);
    }

    private final class Node implements ThisNode {
        @Override
        public String name() {
            return "a";
        }

        @Override
        public boolean isServing() {
            return true;
        }

        @Override
        public List<ServedLane> lanes() {
            List<ServedLane> lanes = new ArrayList<>();
            conditions.forEach((lane, condition) -> lanes.add(
                    new ServedLane(lane, 1, condition, condition.equals("HALTED") ? "disk full" : null, 0, 0, 0)));
            return lanes;
        }
    }
}
