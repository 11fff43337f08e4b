// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.participant.guard.RowState;
import java.util.Map;
import java.util.TreeMap;

/**
 * A participant's database: the guard's rows, and stock that is available, frozen or sold. One transaction changes a
 * branch's row and its stock together, or neither (I11).
 */
final class SimDatabase {
    /** What the business has done for a branch. */
    enum Stock {
        UNTOUCHED,
        FROZEN,
        SOLD,
        RETURNED
    }

    private final int initial;
    private final Map<Long, RowState> rows = new TreeMap<>();
    private final Map<Long, Stock> stocks = new TreeMap<>();
    private final Map<Long, Integer> amounts = new TreeMap<>();
    private int available;
    private int frozen;
    private int sold;

    SimDatabase(int initial) {
        this.initial = initial;
        this.available = initial;
    }

    RowState row(long branch) {
        return rows.getOrDefault(branch, RowState.ABSENT);
    }

    int available() {
        return available;
    }

    int frozen() {
        return frozen;
    }

    int sold() {
        return sold;
    }

    /** Branch and amount of all that was ever frozen. */
    Map<Long, Integer> amounts() {
        return amounts;
    }

    void write(long branch, RowState row) {
        if (row != RowState.ABSENT) {
            rows.put(branch, row);
        }
    }

    void freeze(long branch, int amount) {
        amounts.put(branch, amount);
        available -= amount;
        frozen += amount;
        stocks.put(branch, Stock.FROZEN);
    }

    void sell(long branch) {
        int amount = amounts.getOrDefault(branch, 0);
        frozen -= amount;
        sold += amount;
        stocks.put(branch, Stock.SOLD);
    }

    void giveBack(long branch) {
        int amount = amounts.getOrDefault(branch, 0);
        frozen -= amount;
        available += amount;
        stocks.put(branch, Stock.RETURNED);
    }

    /** After a transaction, whether it committed or not. */
    void assertWhole(long branch) {
        Stock expected =
                switch (row(branch)) {
                    case ABSENT, SUSPENDED -> Stock.UNTOUCHED;
                    case TRIED -> Stock.FROZEN;
                    case COMMITTED -> Stock.SOLD;
                    case ROLLBACKED -> Stock.RETURNED;
                };
        Stock found = stocks.getOrDefault(branch, Stock.UNTOUCHED);
        Oracle.check(found == expected, "I11 row and business change together", row(branch) + " but " + found);
        boolean conserved = available + frozen + sold == initial;
        Oracle.check(conserved && available >= 0 && frozen >= 0 && sold >= 0, "I13 nothing is lost or made", this);
    }

    @Override
    public String toString() {
        return available + " available, " + frozen + " frozen, " + sold + " sold of " + initial;
    }
}
