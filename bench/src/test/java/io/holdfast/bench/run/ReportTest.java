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

    @Test
    void ordersThatEndAsTheirLinesSayAreNoDeviation() {
        Report report = new Report(
                List.of(
                        new Answer(line("O-1", Kind.FINE, "CONFIRMED", ""), "CONFIRMED", "", 12_340_000),
                        new Answer(
                                line("O-2", Kind.BLOCKED, "CANCELLED", "ACCOUNT_BLOCKED"),
                                "CANCELLED",
                                "ACCOUNT_BLOCKED",
                                1)),
                books(row("O-1", "CONFIRMED"), row("O-2", "CANCELLED")),
                NOTHING_BROKEN);
        assertThat(report.deviations()).isEmpty();
        assertThat(report.lines())
                .anySatisfy(line -> assertThat(line).matches("FINE +INTERACTIVE +1 +CONFIRMED +1 +12.3 +12.3"))
                .anySatisfy(line -> assertThat(line).matches("SKU-1 +100 +98 +0 +2 +yes"));
    }

    @Test
    void anAnswerThatIsNotTheLinesIsADeviation() {
        Report report = new Report(
                List.of(new Answer(line("O-1", Kind.SLOW, "CANCELLED", "TIMEOUT"), "CANCELLED", "OUT_OF_STOCK", 1)),
                books(row("O-1", "CANCELLED")),
                NOTHING_BROKEN);
        assertThat(report.deviations())
                .containsExactly("order O-1 (line 7): expected CANCELLED TIMEOUT,"
                        + " its caller was told: CANCELLED OUT_OF_STOCK");
    }

    @Test
    void aRowThatContradictsAFittingAnswerIsADeviation() {
        Report report = new Report(
                List.of(
                        new Answer(line("O-1", Kind.FINE, "CONFIRMED", ""), "CONFIRMED", "", 1),
                        new Answer(line("O-2", Kind.FINE, "CONFIRMED", ""), "CONFIRMED", "", 1)),
                books(row("O-1", "CANCELLED")),
                NOTHING_BROKEN);
        assertThat(report.deviations())
                .containsExactly(
                        "order O-1 (line 7): expected CONFIRMED, the order service's database says: CANCELLED",
                        "order O-2 (line 7): expected CONFIRMED, the order service's database says: no row");
    }

    @Test
    void whatBrokeWhileOrdersRanIsADeviationThoughAllIsWellAtRest() {
        Report report = new Report(
                List.of(), books(), new ConservationWatch.Findings(9, List.of("I13: SKU-1: gone for a moment")));
        assertThat(report.deviations()).containsExactly("while orders ran: I13: SKU-1: gone for a moment");
        assertThat(report.lines()).contains("I13 while orders ran: 9 checks, BROKEN");
    }
}
