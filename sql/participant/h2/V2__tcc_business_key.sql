-- Which branch of a transaction holds the effect of an action under a business key: a repeated Try, which registers a
-- branch of its own, finds the key taken. Used by actions that declare business keys, and by nobody else.
CREATE TABLE IF NOT EXISTS tcc_business_key (
    xid          VARCHAR(128) NOT NULL,
    action_name  VARCHAR(64)  NOT NULL,
    business_key VARCHAR(128) NOT NULL,
    branch_id    BIGINT       NOT NULL,
    gmt_create   TIMESTAMP(3) NOT NULL,
    PRIMARY KEY (xid, action_name, business_key)
);
