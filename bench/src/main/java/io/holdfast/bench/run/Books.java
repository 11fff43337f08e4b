// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What the samples' three databases say. One holding is read in one statement, so that it is consistent in itself even
 * while orders run; the parts together are only consistent at rest.
 */
record Books(
        List<Holding> stock,
        List<Holding> money,
        List<OrderRow> orders,
        List<Freeze> stockFreezes,
        List<Freeze> moneyFreezes) {
    /** One SKU or one account: {@code free + frozen + spent} has to be {@code initial}. */
    record Holding(String key, BigDecimal initial, BigDecimal free, BigDecimal frozen, BigDecimal spent) {}

    /** One order as the order service keeps it: TRYING, CONFIRMED or CANCELLED. */
    record OrderRow(
            String orderNo, String sku, BigDecimal quantity, String account, BigDecimal amount, String status) {}

    /** What one branch set aside for an order: FROZEN, CONFIRMED (sold, captured) or CANCELLED (released). */
    record Freeze(String orderNo, String key, BigDecimal amount, String status) {}

    private interface Row<T> {
        T read(ResultSet columns) throws SQLException;
    }

    static Books read(Connection orders, Connection inventory, Connection payment) throws SQLException {
        return new Books(
                stock(inventory),
                money(payment),
                select(
                        orders,
                        "SELECT order_no, sku, quantity, account, amount, status FROM orders ORDER BY order_no",
                        row -> new OrderRow(
                                row.getString(1),
                                row.getString(2),
                                row.getBigDecimal(3),
                                row.getString(4),
                                row.getBigDecimal(5),
                                row.getString(6))),
                freezes(inventory, "SELECT order_no, sku, quantity, status FROM stock_freeze"),
                freezes(payment, "SELECT order_no, account, amount, status FROM payment_freeze"));
    }

    static List<Holding> stock(Connection inventory) throws SQLException {
        return holdings(inventory, "SELECT sku, initial, available, frozen, sold FROM stock ORDER BY sku");
    }

    static List<Holding> money(Connection payment) throws SQLException {
        return holdings(payment, "SELECT account, initial, balance, frozen, paid FROM account ORDER BY account");
    }

    private static List<Holding> holdings(Connection connection, String sql) throws SQLException {
        return select(
                connection,
                sql,
                row -> new Holding(
                        row.getString(1),
                        row.getBigDecimal(2),
                        row.getBigDecimal(3),
                        row.getBigDecimal(4),
                        row.getBigDecimal(5)));
    }

    private static List<Freeze> freezes(Connection connection, String sql) throws SQLException {
        return select(
                connection,
                sql,
                row -> new Freeze(row.getString(1), row.getString(2), row.getBigDecimal(3), row.getString(4)));
    }

    private static <T> List<T> select(Connection connection, String sql, Row<T> reader) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<T> read = new ArrayList<>();
            while (rows.next()) {
                read.add(reader.read(rows));
            }
            return read;
        }
    }
}
