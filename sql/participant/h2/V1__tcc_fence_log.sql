-- The guard: one row per branch that this participant has seen, written in the business transaction itself.
-- Name, columns and meanings are those of Seata's client, so that a table which exists already stays in use.
-- status: 1 tried, 2 committed, 3 rolled back, 4 suspended (cancelled without a Try).
CREATE TABLE IF NOT EXISTS tcc_fence_log (
    xid          VARCHAR(128) NOT NULL,
    branch_id    BIGINT       NOT NULL,
    action_name  VARCHAR(64)  NOT NULL,
    status       TINYINT      NOT NULL,
    gmt_create   TIMESTAMP(3) NOT NULL,
    gmt_modified TIMESTAMP(3) NOT NULL,
    PRIMARY KEY (xid, branch_id)
);
-- For the cleaner.
CREATE INDEX IF NOT EXISTS idx_tcc_fence_log_gmt_modified ON tcc_fence_log (gmt_modified);
