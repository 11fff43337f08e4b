// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients.driver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.seata.rm.tcc.api.BusinessActionContext;

/**
 * A participant with something to lose: accounts whose money is available, frozen by a Try, or sold by a Confirm, behind
 * a guard that makes repeated, late and missing calls harmless. It stands for a service's database: all state is behind
 * one lock, and outlives whatever happens to the coordinator.
 *
 * <p>What a right coordinator never does - Confirm without Try, Confirm after Cancel, Cancel after Confirm - is written
 * down as an anomaly.
 */
public final class Ledger {
    private static final int INITIAL = 1_000_000;

    private enum State {
        TRIED,
        CONFIRMED,
        CANCELLED,
        /** Cancelled before any Try: a later one is refused. */
        SUSPENDED
    }

    private static final class Row {
        private final String account;
        private final int amount;
        private State state;
        private int calls;

        Row(String account, int amount, State state) {
            this.account = account;
            this.amount = amount;
            this.state = state;
        }
    }

    private static final class Account {
        private int available = INITIAL;
        private int frozen;
        private int sold;
    }

    private final Map<String, Account> accounts = new HashMap<>();
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final List<String> anomalies = new ArrayList<>();
    private int faultyCalls;

    /** Try. @throws IllegalStateException if the branch was cancelled before */
    synchronized void freeze(String xid, String branch, String account, int amount) {
        Row before = rows.get(key(xid, branch));
        if (before != null) {
            throw new IllegalStateException("Try of a branch that is " + before.state);
        }
        rows.put(key(xid, branch), new Row(account, amount, State.TRIED));
        move(account, -amount, amount, 0);
    }

    public synchronized boolean confirm(BusinessActionContext context) {
        Row row = rows.get(key(context.getXid(), String.valueOf(context.getBranchId())));
        if (row == null || row.state == State.CANCELLED || row.state == State.SUSPENDED) {
            anomalies.add("Confirm of " + context.getXid() + "/" + context.getBranchId() + ", which is "
                    + (row == null ? "unknown" : row.state));
            return false;
        }
        if (row.state == State.TRIED) {
            failSometimes(row);
            row.state = State.CONFIRMED;
            move(row.account, 0, -row.amount, row.amount);
        }
        return true;
    }

    public synchronized boolean cancel(BusinessActionContext context) {
        String key = key(context.getXid(), String.valueOf(context.getBranchId()));
        Row row = rows.get(key);
        if (row == null) {
            rows.put(key, new Row("", 0, State.SUSPENDED));
        } else if (row.state == State.CONFIRMED) {
            anomalies.add("Cancel of " + key + ", which is CONFIRMED");
            return false;
        } else if (row.state == State.TRIED) {
            failSometimes(row);
            row.state = State.CANCELLED;
            move(row.account, row.amount, -row.amount, 0);
        }
        return true;
    }

    /** The first call of every fiftieth branch fails before it has changed anything. */
    private void failSometimes(Row row) {
        row.calls++;
        if (row.calls == 1 && ++faultyCalls % 50 == 0) {
            throw new IllegalStateException("a passing fault");
        }
    }

    private void move(String name, int available, int frozen, int sold) {
        Account account = accounts.computeIfAbsent(name, key -> new Account());
        account.available += available;
        account.frozen += frozen;
        account.sold += sold;
        boolean conserved = account.available + account.frozen + account.sold == INITIAL;
        if (!conserved || account.available < 0 || account.frozen < 0 || account.sold < 0) {
            anomalies.add("I13 account " + name + " has " + account.available + " + " + account.frozen + " + "
                    + account.sold);
        }
    }

    /** What is frozen, what is sold, then all anomalies. */
    synchronized List<String> totals() {
        long frozen = 0;
        long sold = 0;
        for (Account account : accounts.values()) {
            frozen += account.frozen;
            sold += account.sold;
        }
        List<String> totals = new ArrayList<>(List.of(String.valueOf(frozen), String.valueOf(sold)));
        totals.addAll(anomalies);
        return totals;
    }

    /** Every branch: xid, state and amount, with spaces between them. */
    synchronized List<String> rows() {
        List<String> lines = new ArrayList<>();
        rows.forEach((key, row) -> lines.add(key.substring(0, key.indexOf(' ')) + " " + row.state + " " + row.amount));
        return lines;
    }

    private static String key(String xid, String branch) {
        return xid + " " + branch;
    }
}
