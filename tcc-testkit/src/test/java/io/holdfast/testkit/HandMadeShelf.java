// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.participant.BranchCall;
import io.holdfast.participant.BranchCalls;
import io.holdfast.participant.guard.Phase;
import java.util.function.BooleanSupplier;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A participant as a careful team writes it by hand, without Holdfast's guard: it keeps every promise. Its subclasses break
 * one each.
 */
class HandMadeShelf implements BranchCalls {

    final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final TransactionTemplate apart;

    HandMadeShelf(ShelfDatabase database) {
        DataSourceTransactionManager manager = new DataSourceTransactionManager(database.dataSource());
        jdbc = new JdbcTemplate(database.dataSource());
        transaction = new TransactionTemplate(manager);
        apart = new TransactionTemplate(manager);
        apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        if (keepsOneRowPerBranch()) {
            database.keepOneRowPerBranch();
        }
    }

    boolean keepsOneRowPerBranch() {
        return true;
    }

    @Override
    public final Object call(Object bean, String action, BranchCall call, Object... arguments) {
        String sku = (String) arguments[0];
        int count = (Integer) arguments[1];
        return transaction.execute(status -> {
            switch (call.phase()) {
                case TRY -> hold(call, sku, count);
                case CONFIRM -> confirm(call, sku, count);
                case CANCEL -> cancel(call, sku, count);
            }
            return true;
        });
    }

    void hold(BranchCall call, String sku, int count) {
        refuseIfExpired(call);
        if (insert(call, sku, count, "HELD")) {
            take(sku, count);
            return;
        }
        if (!status(call).equals("HELD")) {
            throw new IllegalStateException("too late, it is " + status(call));
        }
        heldBefore(sku, count);
    }

    void refuseIfExpired(BranchCall call) {
        if (call.remainingMillis() <= 0) {
            throw new IllegalStateException("the time is over");
        }
    }

    void heldBefore(String sku, int count) {}

    void take(String sku, int count) {
        change(
                "UPDATE shelf SET available = available - ?, frozen = frozen + ? WHERE sku = ? AND available >= ?",
                count,
                count,
                sku,
                count);
    }

    void confirm(BranchCall call, String sku, int count) {
        if (move(call, "SOLD")) {
            sell(sku, count);
        } else if (!status(call).equals("SOLD")) {
            confirmedUntried(call);
        } else {
            soldBefore(sku, count);
        }
    }

    void confirmedUntried(BranchCall call) {
        throw new IllegalStateException("there is nothing to sell, it is " + status(call));
    }

    void soldBefore(String sku, int count) {}

    void sell(String sku, int count) {
        change("UPDATE shelf SET frozen = frozen - ?, sold = sold + ? WHERE sku = ?", count, count, sku);
    }

    void cancel(BranchCall call, String sku, int count) {
        if (markCancelled(call, sku)) {
            cancelledUntried(sku, count);
        } else if (move(call, "CANCELLED")) {
            release(sku, count);
        } else if (!status(call).equals("CANCELLED")) {
            throw new IllegalStateException("it is " + status(call));
        }
    }

    /** Whether there was no Try. */
    boolean markCancelled(BranchCall call, String sku) {
        return insert(call, sku, 0, "CANCELLED");
    }

    void cancelledUntried(String sku, int count) {}

    void release(String sku, int count) {
        change("UPDATE shelf SET frozen = frozen - ?, available = available + ? WHERE sku = ?", count, count, sku);
    }

    long key(BranchCall call) {
        return call.branchId();
    }

    boolean insert(BranchCall call, String sku, int count, String status) {
        try {
            jdbc.update("INSERT INTO held VALUES (?, ?, ?, ?, ?)", call.xid(), key(call), sku, count, status);
            return true;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    /** In a database transaction of its own. */
    final boolean apart(BooleanSupplier work) {
        return Boolean.TRUE.equals(apart.execute(status -> work.getAsBoolean()));
    }

    boolean move(BranchCall call, String status) {
        return jdbc.update(
                        "UPDATE held SET status = ? WHERE xid = ? AND branch_id = ? AND status = 'HELD'",
                        status,
                        call.xid(),
                        key(call))
                > 0;
    }

    final String status(BranchCall call) {
        return jdbc
                .queryForList(
                        "SELECT status FROM held WHERE xid = ? AND branch_id = ?", String.class, call.xid(), key(call))
                .stream()
                .findFirst()
                .orElse("unknown");
    }

    final void change(String sql, Object... arguments) {
        if (jdbc.update(sql, arguments) != 1) {
            throw new IllegalStateException("there is not enough");
        }
    }

    static boolean isTry(BranchCall call) {
        return call.phase() == Phase.TRY;
    }
}
