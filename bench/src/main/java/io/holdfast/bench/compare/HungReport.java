// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What {@link Hung} has seen, as a table. Pure. */
final class HungReport {
    private final Hung.Results results;

    HungReport(Hung.Results results) {
        this.results = results;
    }

    Report.Table table() {
        List<List<String>> rows = new ArrayList<>();
        for (Hung.Wire wire : Hung.Wire.values()) {
            for (int callers :
                    results.turns().stream().map(Hung.Turn::callers).distinct().toList()) {
                String load = wire.label() + ", " + callers + (callers == 1 ? " caller, " : " callers, ");
                rows.add(row(
                        wire, callers, load + "p50 ms", turn -> turn.result().p50Micros() / 1e3));
                rows.add(row(
                        wire, callers, load + "p99 ms", turn -> turn.result().p99Micros() / 1e3));
                rows.add(row(wire, callers, load + "tx/s", turn -> turn.result().perSecond()));
                rows.add(row(
                        wire,
                        callers,
                        load + "coordinator CPU ms/tx",
                        turn -> Metric.COORDINATOR_CPU.of(turn.result())));
            }
        }
        return new Report.Table(
                "Transactions that do not touch the others' participant, with these beside them",
                List.of(
                        "figure",
                        "none",
                        Hung.PER_SECOND + "/s that are answered",
                        Hung.PER_SECOND + "/s that hang",
                        "hang : none",
                        "hang : answered"),
                rows);
    }

    private List<String> row(Hung.Wire wire, int callers, String name, ToDoubleFunction<Hung.Turn> figure) {
        List<Double> none = values(wire, callers, Hung.Side.NOTHING, figure);
        List<Double> answered = values(wire, callers, Hung.Side.ANSWERING, figure);
        List<Double> hang = values(wire, callers, Hung.Side.HANGING, figure);
        return List.of(
                name,
                Figures.withSpread(Optional.of(Spread.of(none))),
                Figures.withSpread(Optional.of(Spread.of(answered))),
                Figures.withSpread(Optional.of(Spread.of(hang))),
                ratio(hang, none),
                ratio(hang, answered));
    }

    private static String ratio(List<Double> over, List<Double> under) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < over.size(); i++) {
            ratios.add(over.get(i) / under.get(i));
        }
        return Figures.ratioWithSpread(Optional.of(Spread.of(ratios)));
    }

    private List<Double> values(Hung.Wire wire, int callers, Hung.Side side, ToDoubleFunction<Hung.Turn> figure) {
        return results.turns().stream()
                .filter(turn -> turn.wire() == wire && turn.callers() == callers && turn.side() == side)
                .map(figure::applyAsDouble)
                .toList();
    }

    List<String> facts() {
        Machine machine = results.machine();
        return List.of(
                "Measured on %s, %d cores shared by all; %s; load of the machine before the start: %s"
                        .formatted(
                                machine.processor(),
                                machine.cores(),
                                machine.java(),
                                Figures.number(results.loadBefore())),
                "%d rounds in turns, %s s each; median (least-most), ratios round by round"
                        .formatted(results.rounds(), Figures.number(results.seconds())),
                "%,d transactions with a participant that hangs, which %s"
                        .formatted(
                                results.turns().stream()
                                        .filter(turn -> turn.side() == Hung.Side.HANGING)
                                        .mapToLong(Hung.Turn::beside)
                                        .sum(),
                                "stay: each is cancelled at its deadline, and its Cancel is repeated until it is answered"));
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("machine", results.machine());
        json.put("loadBefore", results.loadBefore());
        json.put("turns", results.turns());
        return json;
    }
}
