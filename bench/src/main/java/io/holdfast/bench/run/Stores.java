// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import io.holdfast.bench.process.RunDirectory;
import java.sql.Connection;
import java.sql.SQLException;

/** Own connections to the samples' databases, beside the samples that hold them open. One thread. */
final class Stores implements AutoCloseable {
    private final Connection orders;
    private final Connection inventory;
    private final Connection payment;

    private Stores(Connection orders, Connection inventory, Connection payment) {
        this.orders = orders;
        this.inventory = inventory;
        this.payment = payment;
    }

    static Stores open(Databases databases, RunDirectory directory) throws SQLException {
        return new Stores(
                databases.connect(directory, "sample-order"),
                databases.connect(directory, "sample-inventory"),
                databases.connect(directory, "sample-payment"));
    }

    Books read() throws SQLException {
        return Books.read(orders, inventory, payment);
    }

    Connection inventory() {
        return inventory;
    }

    Connection payment() {
        return payment;
    }

    @Override
    public void close() throws SQLException {
        try (orders;
                inventory;
                payment) {
            // Closed by leaving.
        }
    }
}
