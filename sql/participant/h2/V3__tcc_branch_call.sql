-- What a Try was called with, kept until its branch is final, so that this participant can run a Confirm or Cancel that the
-- coordinator decided and that never arrived. Written, and emptied again, where reconciling is switched on; nowhere else.
CREATE TABLE IF NOT EXISTS tcc_branch_call (
    xid       VARCHAR(128)    NOT NULL,
    branch_id BIGINT          NOT NULL,
    -- Those of Try; null if they could not be kept.
    arguments VARCHAR(262144) NULL,
    -- When to look at the branch: its deadline and a grace, later the next check.
    due_at    TIMESTAMP(3)    NOT NULL,
    -- How often it was looked at; who raises the number may go on.
    checks    INT             NOT NULL,
    -- Why it was not healed at the last check.
    problem   VARCHAR(32)     NULL,
    detail    VARCHAR(512)    NULL,
    PRIMARY KEY (xid, branch_id)
);
CREATE INDEX IF NOT EXISTS idx_tcc_branch_call_due_at ON tcc_branch_call (due_at);
