// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The table as applications have it that ran on Seata's own fence: other collation, one index more. */
final class MySqlGuardOnSeatasTableIT extends InnoDbGuardContract {

    private TestDatabase database;

    @BeforeAll
    void open() throws Exception {
        database = SharedMySql.database("seatas_guard");
        database.execute("CREATE TABLE tcc_fence_log (xid VARCHAR(128) NOT NULL, branch_id BIGINT NOT NULL,"
                + " action_name VARCHAR(64) NOT NULL, status TINYINT NOT NULL, gmt_create DATETIME(3) NOT NULL,"
                + " gmt_modified DATETIME(3) NOT NULL, PRIMARY KEY (xid, branch_id),"
                + " KEY idx_gmt_modified (gmt_modified), KEY idx_status (status))"
                + " ENGINE = InnoDB DEFAULT CHARSET = utf8mb4");
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Override
    protected TestDatabase database() {
        return database;
    }
}
