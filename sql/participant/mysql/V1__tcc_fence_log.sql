-- The guard: one row per branch that this participant has seen, written in the business transaction itself.
-- Name, columns and meanings are those of Seata's client, so that a table which exists already stays in use.
CREATE TABLE IF NOT EXISTS tcc_fence_log (
    xid          VARCHAR(128) NOT NULL COMMENT 'global transaction',
    branch_id    BIGINT       NOT NULL,
    action_name  VARCHAR(64)  NOT NULL,
    status       TINYINT      NOT NULL COMMENT '1 tried, 2 committed, 3 rolled back, 4 suspended (cancelled without a Try)',
    gmt_create   DATETIME(3)  NOT NULL,
    gmt_modified DATETIME(3)  NOT NULL,
    PRIMARY KEY (xid, branch_id),
    -- For the cleaner. There is no index on status: it has four values, changes with every call, and nobody asks for it.
    KEY idx_gmt_modified (gmt_modified)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
