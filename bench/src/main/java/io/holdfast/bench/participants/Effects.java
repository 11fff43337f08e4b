// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.participants;

import org.apache.dubbo.config.annotation.DubboService;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The business of all participants: stock that is frozen, sold and released, and a row for each time that it was. Called
 * within the guard's database transaction. Safe for any thread.
 */
@DubboService(interfaceClass = EffectBooks.class)
final class Effects implements EffectBooks {
    private static final int SHELVES = 1024;
    private static final int PIECES = 100_000_000;
    private static final int TRIED = 0;
    private static final int CONFIRMED = 1;
    private static final int CANCELLED = 2;

    private final JdbcTemplate database;

    Effects(JdbcTemplate database) {
        this.database = database;
        database.execute("CREATE TABLE IF NOT EXISTS shelf (part INT, shelf INT, available INT NOT NULL,"
                + " frozen INT NOT NULL, sold INT NOT NULL, PRIMARY KEY (part, shelf))");
        database.execute("CREATE TABLE IF NOT EXISTS effect (part INT NOT NULL, order_no VARCHAR(64) NOT NULL,"
                + " kind INT NOT NULL)");
        database.update(
                "INSERT INTO shelf SELECT p.x, s.x, ?, 0, 0 FROM SYSTEM_RANGE(1, 4) p, SYSTEM_RANGE(0, ?) s",
                PIECES,
                SHELVES - 1);
    }

    /** Try. */
    void tried(int part, String orderNo, int quantity) {
        note(part, orderNo, TRIED);
        move(part, orderNo, quantity, "available = available - ?, frozen = frozen + ?");
    }

    void confirmed(int part, String orderNo, int quantity) {
        note(part, orderNo, CONFIRMED);
        move(part, orderNo, quantity, "frozen = frozen - ?, sold = sold + ?");
    }

    void cancelled(int part, String orderNo, int quantity) {
        note(part, orderNo, CANCELLED);
        move(part, orderNo, quantity, "frozen = frozen - ?, available = available + ?");
    }

    private void note(int part, String orderNo, int kind) {
        database.update("INSERT INTO effect (part, order_no, kind) VALUES (?, ?, ?)", part, orderNo, kind);
    }

    private void move(int part, String orderNo, int quantity, String how) {
        int shelf = Math.floorMod(orderNo.hashCode(), SHELVES);
        database.update("UPDATE shelf SET " + how + " WHERE part = ? AND shelf = ?", quantity, quantity, part, shelf);
    }

    @Override
    public Balance close(int parts) {
        long[] orders = database.queryForObject(
                "SELECT COUNT(*), COUNT(CASE WHEN effects = ? AND kinds = ? AND cancelled = 0 THEN 1 END) FROM"
                        + " (SELECT COUNT(*) effects, COUNT(DISTINCT part * 10 + kind) kinds,"
                        + " COUNT(CASE WHEN kind = 2 THEN 1 END) cancelled FROM effect GROUP BY order_no)",
                (row, number) -> new long[] {row.getLong(1), row.getLong(2)},
                2 * parts,
                2 * parts);
        long[] pieces = database.queryForObject("SELECT SUM(frozen), SUM(sold) FROM shelf", (row, number) ->
                new long[] {row.getLong(1), row.getLong(2)});
        database.execute("TRUNCATE TABLE effect");
        database.update("UPDATE shelf SET available = ?, frozen = 0, sold = 0", PIECES);
        return new Balance(orders[0], orders[1], pieces[0], pieces[1]);
    }
}
