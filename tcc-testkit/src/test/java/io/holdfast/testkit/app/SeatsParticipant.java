// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit.app;

import io.holdfast.participant.BranchContext;
import org.apache.dubbo.config.annotation.DubboService;
import org.springframework.jdbc.core.JdbcTemplate;

/** A participant as a team writes it that has neither Seata's client nor a thought of duplicates. */
@DubboService
public class SeatsParticipant implements Seats {

    private final JdbcTemplate jdbc;

    public SeatsParticipant(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        jdbc.execute("CREATE TABLE IF NOT EXISTS seats (row_no INT PRIMARY KEY, free INT, held INT, sold INT)");
        jdbc.update("MERGE INTO seats VALUES (1, 100000, 0, 0), (2, 0, 0, 0)");
    }

    /** Seats of row 1 that are free, held or sold. */
    public int number(String column) {
        return jdbc.queryForObject("SELECT " + column + " FROM seats WHERE row_no = 1", Integer.class);
    }

    @Override
    public String name() {
        return "seats";
    }

    @Override
    public Object prepare(BranchContext branch, Request request) {
        if (jdbc.update(
                        "UPDATE seats SET free = free - ?, held = held + ? WHERE row_no = ? AND free >= ?",
                        request.count(),
                        request.count(),
                        request.row(),
                        request.count())
                == 0) {
            throw new IllegalStateException("row " + request.row() + " is sold out");
        }
        return null;
    }

    @Override
    public void confirm(BranchContext branch, Request request) {
        jdbc.update(
                "UPDATE seats SET held = held - ?, sold = sold + ? WHERE row_no = ?",
                request.count(),
                request.count(),
                request.row());
    }

    @Override
    public void cancel(BranchContext branch, Request request) {
        jdbc.update(
                "UPDATE seats SET held = held - ?, free = free + ? WHERE row_no = ?",
                request.count(),
                request.count(),
                request.row());
    }

    @Override
    public String businessKey(Request request) {
        return request.orderNo();
    }
}
