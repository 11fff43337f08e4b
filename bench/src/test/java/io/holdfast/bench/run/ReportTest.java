// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private static final ConservationWatch.Findings NOTHING_BROKEN = new ConservationWatch.Findings(1, List.of());

    private static OrderLine line(String orderNo, Kind kind, String status, String reason) {
        return new OrderLine(7, orderNo, kind, Way.INTERACTIVE, "SKU-1", 2, "alice", BigDecimal.TEN, status, reason);
    }

    /** Books in which these orders ended so; those confirmed are accounted for. */
    private static Books books(Books.OrderRow... orders) {
        List<Books.Freeze> sold = List.of(orders).stream()
                .filter(order -> order.status().equals("CONFIRMED"))
                .map(order -> new Books.Freeze(order.orderNo(), "SKU-1", order.quantity(), "CONFIRMED"))
                .toList();
        List<Books.Freeze> paid = sold.stream()
                .map(freeze -> new Books.Freeze(freeze.orderNo(), "alice", BigDecimal.TEN, "CONFIRMED"))
                .toList();
        return new Books(
                List.of(holding("SKU-1", 2 * sold.size())),
                List.of(holding("alice", 10 * paid.size())),
                List.of(orders),
                sold,
                paid);
    }

    private static Books.Holding holding(String key, int spent) {
        return new Books.Holding(
                key,
                BigDecimal.valueOf(100),
                BigDecimal.valueOf(100 - spent),
                BigDecimal.ZERO,
                BigDecimal.valueOf(spent));
    }

    private static Books.OrderRow row(String orderNo, String status) {
        return new Books.OrderRow(orderNo, "SKU-1", BigDecimal.valueOf(2), "alice", BigDecimal.TEN, status);
    }

    private static Answer answer(OrderLine order, String status, String reason, long nanos) {
        return new Answer(order, status, reason, 0, nanos, 1);
    }

    @Test
    void ordersThatEndAsTheirLinesSayAreNoDeviation() {
        Report report = new Report(
                List.of(
                        answer(line("O-1", Kind.FINE, "CONFIRMED", ""), "CONFIRMED", "", 12_340_000),
                        answer(
                                line("O-2", Kind.BLOCKED, "CANCELLED", "ACCOUNT_BLOCKED"),
                                "CANCELLED",
                                "ACCOUNT_BLOCKED",
                                1)),
                books(row("O-1", "CONFIRMED"), row("O-2", "CANCELLED")),
                NOTHING_BROKEN,
                null);
        assertThat(report.deviations()).isEmpty();
        assertThat(report.lines())
                .anySatisfy(line -> assertThat(line).matches("FINE +INTERACTIVE +1 +CONFIRMED +1 +12.3 +12.3"))
                .anySatisfy(line -> assertThat(line).matches("SKU-1 +100 +98 +0 +2 +yes"));
    }

    @Test
    void anAnswerThatIsNotTheLinesIsADeviation() {
        Report report = new Report(
                List.of(answer(line("O-1", Kind.SLOW, "CANCELLED", "TIMEOUT"), "CANCELLED", "OUT_OF_STOCK", 1)),
                books(row("O-1", "CANCELLED")),
                NOTHING_BROKEN,
                null);
        assertThat(report.deviations())
                .containsExactly("order O-1 (line 7): expected CANCELLED TIMEOUT,"
                        + " its caller was told: CANCELLED OUT_OF_STOCK");
    }

    @Test
    void aRowThatContradictsAFittingAnswerIsADeviation() {
        Report report = new Report(
                List.of(
                        answer(line("O-1", Kind.FINE, "CONFIRMED", ""), "CONFIRMED", "", 1),
                        answer(line("O-2", Kind.FINE, "CONFIRMED", ""), "CONFIRMED", "", 1)),
                books(row("O-1", "CANCELLED")),
                NOTHING_BROKEN,
                null);
        assertThat(report.deviations())
                .containsExactly(
                        "order O-1 (line 7): expected CONFIRMED, the order service's database says: CANCELLED",
                        "order O-2 (line 7): expected CONFIRMED, the order service's database says: no row");
    }

    private static Answer during(OrderLine order, String status, String reason) {
        return new Answer(order, status, reason, 90, 20, 2);
    }

    /** From 100 to 200: what {@link #during} makes was under way. */
    private static final Outage OUTAGE = new Outage(100, 200, 300, 6, 6);

    @Test
    void anOrderThatTheKillGaveUpOnAllSidesIsCountedApart() {
        Report report = new Report(
                List.of(during(line("O-1", Kind.FINE, "CONFIRMED", ""), "CANCELLED", "COORDINATOR_RESTARTED")),
                books(row("O-1", "CANCELLED")),
                NOTHING_BROKEN,
                OUTAGE);
        assertThat(report.deviations()).isEmpty();
        assertThat(report.praise()).contains("but for 1 that the kill had given up");
        assertThat(report.lines())
                .anySatisfy(line -> assertThat(line).matches("the kill and the takeover +1 +0 +1 +1 +0.0 +0.0 +0.0"))
                .anySatisfy(line -> assertThat(line).contains("COORDINATOR_RESTARTED 1"));
    }

    @Test
    void aKillExcusesNeitherAnAnswerThatIsNotTheRowsNorARefusalNorWhatCameLater() {
        OrderLine fine = line("O-1", Kind.FINE, "CONFIRMED", "");
        Books cancelled = books(row("O-1", "CANCELLED"));
        assertThat(report(during(fine, "CANCELLED", "TIMEOUT"), books(row("O-1", "CONFIRMED")))
                        .deviations())
                .hasSize(1);
        assertThat(report(during(fine, "CANCELLED", "OUT_OF_STOCK"), cancelled).deviations())
                .hasSize(2);
        assertThat(report(during(fine, "CONFIRMED", ""), cancelled).deviations())
                .hasSize(1);
        assertThat(report(new Answer(fine, "CANCELLED", "TIMEOUT", 201, 20, 1), cancelled)
                        .deviations())
                .hasSize(2);
    }

    private static Report report(Answer answer, Books books) {
        return new Report(List.of(answer), books, NOTHING_BROKEN, OUTAGE);
    }

    @Test
    void whatBrokeWhileOrdersRanIsADeviationThoughAllIsWellAtRest() {
        Report report = new Report(
                List.of(), books(), new ConservationWatch.Findings(9, List.of("I13: SKU-1: gone for a moment")), null);
        assertThat(report.deviations()).containsExactly("while orders ran: I13: SKU-1: gone for a moment");
        assertThat(report.lines()).contains("I13 while orders ran: 9 checks, BROKEN");
    }
}
