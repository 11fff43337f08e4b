// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What {@link Ways} has seen, as tables. Pure. */
final class WaysReport {
    private static final Map<String, ToDoubleFunction<Ways.Turn>> FIGURES = figures();

    private final Ways.Results results;

    WaysReport(Ways.Results results) {
        this.results = results;
    }

    private static Map<String, ToDoubleFunction<Ways.Turn>> figures() {
        Map<String, ToDoubleFunction<Ways.Turn>> figures = new LinkedHashMap<>();
        figures.put("tx/s", turn -> turn.result().perSecond());
        figures.put("p50 ms", turn -> turn.result().p50Micros() / 1e3);
        figures.put("p99 ms", turn -> turn.result().p99Micros() / 1e3);
        figures.put("log batches (syncs) / tx", Ways.Turn::batches);
        figures.put("log rows / tx", Ways.Turn::rows);
        figures.put("coordinator CPU ms/tx", turn -> Metric.COORDINATOR_CPU.of(turn.result()));
        figures.put("participants CPU ms/tx", turn -> Metric.DATABASE_CPU.of(turn.result()));
        figures.put("caller CPU ms/tx", turn -> Metric.CLIENT_CPU.of(turn.result()));
        figures.put("CPU ms/tx, all three", WaysReport::wholeCpu);
        return figures;
    }

    private static double wholeCpu(Ways.Turn turn) {
        return Metric.SERVER_CPU.of(turn.result()) + Metric.CLIENT_CPU.of(turn.result());
    }

    List<Report.Table> tables() {
        List<Report.Table> tables = new ArrayList<>(List.of(messages()));
        results.turns().stream().map(Ways.Turn::callers).distinct().forEach(callers -> tables.add(table(callers)));
        return tables;
    }

    private Report.Table messages() {
        List<List<String>> rows = List.of(
                messages("caller - coordinator", MessageCount.Counted::callerCoordinator),
                messages("caller - participants", MessageCount.Counted::callerParticipants),
                messages("coordinator - participants", MessageCount.Counted::coordinatorParticipants),
                messages("all", MessageCount.Counted::all));
        return new Report.Table("Messages of one order, requests and answers", headings("between"), rows);
    }

    private List<String> messages(String between, ToDoubleFunction<MessageCount.Counted> figure) {
        List<String> cells = new ArrayList<>(List.of(between));
        for (OrderWay way : OrderWay.values()) {
            cells.add(Figures.number(figure.applyAsDouble(results.messages().get(way))));
        }
        cells.add(Figures.ratio(figure.applyAsDouble(results.messages().get(OrderWay.ONE_CALL))
                / figure.applyAsDouble(results.messages().get(OrderWay.INTERACTIVE))));
        return cells;
    }

    private static List<String> headings(String first) {
        List<String> headings = new ArrayList<>(List.of(first));
        for (OrderWay way : OrderWay.values()) {
            headings.add(way.label());
        }
        headings.add(OrderWay.ONE_CALL.label() + " : " + OrderWay.INTERACTIVE.label());
        return headings;
    }

    private Report.Table table(int callers) {
        List<List<String>> rows = new ArrayList<>();
        FIGURES.forEach((name, figure) -> rows.add(row(callers, name, figure)));
        return new Report.Table(callers + (callers == 1 ? " caller" : " callers"), headings("figure"), rows);
    }

    private List<String> row(int callers, String name, ToDoubleFunction<Ways.Turn> figure) {
        List<String> cells = new ArrayList<>(List.of(name));
        for (OrderWay way : OrderWay.values()) {
            cells.add(Figures.withSpread(Optional.of(Spread.of(values(way, callers, figure)))));
        }
        List<Double> oneCall = values(OrderWay.ONE_CALL, callers, figure);
        List<Double> interactive = values(OrderWay.INTERACTIVE, callers, figure);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < oneCall.size(); i++) {
            ratios.add(oneCall.get(i) / interactive.get(i));
        }
        cells.add(Figures.ratioWithSpread(Optional.of(Spread.of(ratios))));
        return cells;
    }

    private List<Double> values(OrderWay way, int callers, ToDoubleFunction<Ways.Turn> figure) {
        return results.turns().stream()
                .filter(turn -> turn.way() == way && turn.callers() == callers)
                .map(figure::applyAsDouble)
                .toList();
    }

    List<String> facts() {
        Machine machine = results.machine();
        return List.of(
                "Measured on %s, %d cores shared by caller, coordinator and participants; %s; load of the machine before"
                                .formatted(machine.processor(), machine.cores(), machine.java())
                        + " the start: " + Figures.number(results.loadBefore()),
                "Disk: an append of 200 bytes with fdatasync takes %d microseconds (median), %d (p99)"
                        .formatted(machine.syncP50Micros(), machine.syncP99Micros()),
                "Participants are called over %s, in all ways; %d rounds in turns, %s s each; median (least-most)"
                        .formatted(results.protocol().label(), results.rounds(), Figures.number(results.seconds())),
                "%,.0f orders, each with exactly one Try and one Confirm at each of its three participants"
                        .formatted(results.turns().stream()
                                .mapToDouble(Ways.Turn::orders)
                                .sum()));
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("machine", results.machine());
        json.put("loadBefore", results.loadBefore());
        json.put("protocol", results.protocol());
        json.put("messages", results.messages());
        json.put("turns", results.turns());
        return json;
    }
}
