-- Which branch of a transaction holds the effect of an action under a business key: a repeated Try, which registers a
-- branch of its own, finds the key taken. Used by actions that declare business keys, and by nobody else.
CREATE TABLE IF NOT EXISTS tcc_business_key (
    xid          VARCHAR(128) NOT NULL COMMENT 'global transaction',
    action_name  VARCHAR(64)  NOT NULL,
    business_key VARCHAR(128) NOT NULL,
    branch_id    BIGINT       NOT NULL COMMENT 'the one whose Try took effect',
    gmt_create   DATETIME(3)  NOT NULL,
    -- The cleaner goes by xid, together with the rows of tcc_fence_log.
    PRIMARY KEY (xid, action_name, business_key)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
