// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.jdbc.core.JdbcTemplate;

/** A shelf in memory: plenty of one thing, a few of another. Nothing in the table keeps wrong numbers out. */
final class ShelfDatabase {

    static final String PLENTY = "PLENTY";
    static final String FEW = "FEW";
    static final String NONE = "NONE";

    private final Crashes crashes = new Crashes();
    private final DataSource breakable;
    private final JdbcTemplate jdbc;

    ShelfDatabase() {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000";
        DataSource real = JdbcConnectionPool.create(url, "sa", "");
        breakable = crashes.around(real);
        jdbc = new JdbcTemplate(real);
        jdbc.execute("CREATE TABLE shelf (sku VARCHAR(20) PRIMARY KEY, available INT, frozen INT, sold INT)");
        jdbc.update("INSERT INTO shelf VALUES (?, 100000, 0, 0), (?, 9, 0, 0), (?, 0, 0, 0)", PLENTY, FEW, NONE);
        // No key: how a participant finds its rows is its own affair.
        jdbc.execute("CREATE TABLE held (xid VARCHAR(128), branch_id BIGINT, sku VARCHAR(20), count INT,"
                + " status VARCHAR(10))");
    }

    void keepOneRowPerBranch() {
        jdbc.execute("ALTER TABLE held ADD CONSTRAINT one_per_branch UNIQUE (xid, branch_id)");
    }

    DataSource dataSource() {
        return breakable;
    }

    int number(String column) {
        return jdbc.queryForObject("SELECT " + column + " FROM shelf WHERE sku = ?", Integer.class, PLENTY);
    }

    /** All that can be said of a participant on this shelf. */
    ParticipantKit describe(Wire wire) {
        return ParticipantKit.of(wire)
                .trying(number -> List.of(PLENTY, 2))
                .refusing(number -> List.of(NONE, 2))
                .scarce(number -> List.of(FEW, 2))
                .crashing(crashes)
                .observing("available", () -> number("available"))
                .observing("frozen", () -> number("frozen"))
                .observing("sold", () -> number("sold"));
    }
}
