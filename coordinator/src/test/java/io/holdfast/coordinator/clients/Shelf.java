// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import io.holdfast.participant.BranchContext;
import io.holdfast.participant.TccAction;
import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.jdbc.core.JdbcTemplate;

/** A participant that writes down what it is asked to do. Any thread may call it. */
final class Shelf implements TccAction<Shelf.Request> {

    record Request(String sku, BigDecimal price) {}

    private final JdbcTemplate jdbc;
    private final AtomicBoolean failing = new AtomicBoolean();

    Shelf(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    void fail(boolean now) {
        failing.set(now);
    }

    @Override
    public String name() {
        return "shelf";
    }

    @Override
    public Object prepare(BranchContext branch, Request request) {
        return write("try", branch, request);
    }

    @Override
    public void confirm(BranchContext branch, Request request) {
        write("confirm", branch, request);
    }

    @Override
    public void cancel(BranchContext branch, Request request) {
        write("cancel", branch, request);
    }

    private boolean write(String what, BranchContext branch, Request request) {
        jdbc.update(
                "INSERT INTO effect (branch_id, what) VALUES (?, ?)",
                branch.branchId(),
                what + " " + request.sku() + " " + request.price());
        if (failing.get()) {
            throw new IllegalStateException("the shelf is stuck");
        }
        return true;
    }
}
