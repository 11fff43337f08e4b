-- What a Try was called with, kept until its branch is final, so that this participant can run a Confirm or Cancel that the
-- coordinator decided and that never arrived. Written, and emptied again, where reconciling is switched on; nowhere else.
CREATE TABLE IF NOT EXISTS tcc_branch_call (
    xid       VARCHAR(128) NOT NULL COMMENT 'global transaction',
    branch_id BIGINT       NOT NULL,
    arguments MEDIUMTEXT   NULL COMMENT 'those of Try; null if they could not be kept',
    due_at    DATETIME(3)  NOT NULL COMMENT 'when to look at the branch: its deadline and a grace, later the next check',
    checks    INT          NOT NULL COMMENT 'how often it was looked at; who raises the number may go on',
    problem   VARCHAR(32)  NULL COMMENT 'why it was not healed at the last check',
    detail    VARCHAR(512) NULL,
    PRIMARY KEY (xid, branch_id),
    KEY idx_due_at (due_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
