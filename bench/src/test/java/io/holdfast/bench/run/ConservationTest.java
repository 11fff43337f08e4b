// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules on the samples' own schemas, in memory; their check constraints are dropped, so that books can be wrong. */
final class ConservationTest {
    private Connection orders;
    private Connection inventory;
    private Connection payment;

    @BeforeEach
    void openBooks() throws SQLException {
        orders = database("sample-order", "V1__orders");
        inventory = database("sample-inventory", "V1__inventory");
        payment = database("sample-payment", "V1__payment");
        run(inventory, "ALTER TABLE stock DROP CONSTRAINT stock_not_negative");
        run(inventory, "ALTER TABLE stock DROP CONSTRAINT stock_conserved");
        run(payment, "ALTER TABLE account DROP CONSTRAINT account_not_negative");
        run(payment, "ALTER TABLE account DROP CONSTRAINT account_conserved");
        // One order of two pieces for 19.90, confirmed and accounted for, and one that was cancelled.
        run(orders, order("O-1", "CONFIRMED"));
        run(orders, order("O-2", "CANCELLED"));
        run(inventory, "INSERT INTO stock (sku, initial, available, frozen, sold) VALUES ('SKU-1', 10, 8, 0, 2)");
        run(inventory, stockFreeze("O-1", "CONFIRMED"));
        run(inventory, stockFreeze("O-2", "CANCELLED"));
        run(
                payment,
                "INSERT INTO account (account, initial, balance, frozen, paid) VALUES ('alice', 100, 80.10, 0, 19.90)");
        run(payment, paymentFreeze("O-1", "CONFIRMED"));
    }

    @AfterEach
    void closeBooks() throws SQLException {
        orders.close();
        inventory.close();
        payment.close();
    }

    private static Connection database(String owner, String migration) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:h2:mem:;MODE=MySQL");
        run(connection, "RUNSCRIPT FROM 'classpath:io/holdfast/sql/" + owner + "/common/" + migration + ".sql'");
        return connection;
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String order(String orderNo, String status) {
        return "INSERT INTO orders (order_no, sku, quantity, account, amount, status, xid, branch_id) VALUES ('%s', 'SKU-1', 2, 'alice', 19.90, '%s', 'x-%s', 1)"
                .formatted(orderNo, status, orderNo);
    }

    private static String stockFreeze(String orderNo, String status) {
        return "INSERT INTO stock_freeze (xid, branch_id, order_no, sku, quantity, status) VALUES ('x-%s', 2, '%s', 'SKU-1', 2, '%s')"
                .formatted(orderNo, orderNo, status);
    }

    private static String paymentFreeze(String orderNo, String status) {
        return "INSERT INTO payment_freeze (xid, branch_id, order_no, account, amount, status) VALUES ('x-%s', 3, '%s', 'alice', 19.90, '%s')"
                .formatted(orderNo, orderNo, status);
    }

    private Books books() throws SQLException {
        return Books.read(orders, inventory, payment);
    }

    @Test
    void booksThatAddUpAreNotComplainedAbout() throws Exception {
        assertThat(Conservation.underWay(books())).isEmpty();
        assertThat(Conservation.atRest(books())).isEmpty();
    }

    @Test
    void aLostPieceIsNoticed() throws Exception {
        run(inventory, "UPDATE stock SET available = 7");
        assertThat(Conservation.atRest(books())).containsExactly("I13: SKU-1: 7 + frozen 0 + 2 is not the initial 10");
    }

    @Test
    void aNegativeBalanceIsNoticedEvenIfTheSumIsRight() throws Exception {
        run(payment, "UPDATE account SET balance = -0.10, frozen = 80.20");
        assertThat(Conservation.always(books().money()))
                .containsExactly("I13: alice: something is negative in -0.10 + frozen 80.20 + 19.90");
    }

    @Test
    void whatIsFrozenIsUnderWayAndWrongAtRest() throws Exception {
        run(inventory, "UPDATE stock SET available = 6, frozen = 2");
        run(inventory, stockFreeze("O-3", "FROZEN"));
        run(orders, order("O-3", "TRYING"));
        assertThat(Conservation.underWay(books()))
                .containsExactly("order O-3 is TRYING", "SKU-1 has 2 frozen", "order O-3 has 2 of SKU-1 frozen");
        assertThat(Conservation.atRest(books())).contains("I14: at rest order O-3 is TRYING");
        assertThat(Conservation.always(books().stock())).isEmpty();
    }

    @Test
    void aConfirmedOrderWithoutItsStockIsNoticed() throws Exception {
        run(inventory, "UPDATE stock_freeze SET status = 'CANCELLED'");
        run(inventory, "UPDATE stock SET available = 10, sold = 0");
        assertThat(Conservation.atRest(books()))
                .containsExactly("I14: order O-1 is CONFIRMED: there has to be stock sold once for it, 2 of SKU-1,"
                        + " and there is []");
    }

    @Test
    void aPaymentCapturedTwiceIsNoticed() throws Exception {
        run(
                payment,
                "INSERT INTO payment_freeze (xid, branch_id, order_no, account, amount, status)"
                        + " VALUES ('x-O-1', 4, 'O-1', 'alice', 19.90, 'CONFIRMED')");
        run(payment, "UPDATE account SET balance = 60.20, paid = 39.80");
        assertThat(Conservation.atRest(books())).singleElement().asString().contains("payment captured once");
    }

    @Test
    void aCancelledOrderThatWasPaidIsNoticed() throws Exception {
        run(payment, paymentFreeze("O-2", "CONFIRMED"));
        run(payment, "UPDATE account SET balance = 60.20, paid = 39.80");
        assertThat(Conservation.atRest(books()))
                .singleElement()
                .asString()
                .startsWith("I14: order O-2 is not confirmed, yet there is payment captured");
    }

    @Test
    void aSaleForAnOrderThatNobodyKnowsIsNoticed() throws Exception {
        run(inventory, stockFreeze("O-9", "CONFIRMED"));
        run(inventory, "UPDATE stock SET available = 6, sold = 4");
        assertThat(Conservation.atRest(books()))
                .containsExactly("I14: there is stock sold for order O-9, which the order service does not know");
    }

    @Test
    void aTotalThatItsOrdersDoNotExplainIsNoticed() throws Exception {
        run(inventory, "UPDATE stock SET available = 7, sold = 3");
        assertThat(Conservation.atRest(books())).containsExactly("I14: SKU-1 counts 3 spent, its orders 2");
    }
}
