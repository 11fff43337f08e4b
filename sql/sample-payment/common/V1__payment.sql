-- Money per account. It is free balance, frozen for an undecided order, or paid; none is ever lost or made.
CREATE TABLE account (
    account           VARCHAR(64)    NOT NULL,
    initial           DECIMAL(19, 2) NOT NULL,
    balance           DECIMAL(19, 2) NOT NULL,
    frozen            DECIMAL(19, 2) NOT NULL DEFAULT 0,
    paid              DECIMAL(19, 2) NOT NULL DEFAULT 0,
    blocked           BOOLEAN        NOT NULL DEFAULT FALSE,
    processing_millis INT            NOT NULL DEFAULT 0, -- how long this account's bank takes to answer
    PRIMARY KEY (account),
    CONSTRAINT account_not_negative CHECK (balance >= 0 AND frozen >= 0 AND paid >= 0),
    CONSTRAINT account_conserved CHECK (balance + frozen + paid = initial)
);

-- What each branch froze: Confirm and Cancel read here what to capture or to release.
CREATE TABLE payment_freeze (
    xid        VARCHAR(128)   NOT NULL,
    branch_id  BIGINT         NOT NULL,
    order_no   VARCHAR(64)    NOT NULL,
    account    VARCHAR(64)    NOT NULL,
    amount     DECIMAL(19, 2) NOT NULL,
    status     VARCHAR(16)    NOT NULL, -- FROZEN, CONFIRMED, CANCELLED
    created_at TIMESTAMP(3)   NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    updated_at TIMESTAMP(3)   NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (xid, branch_id),
    CONSTRAINT payment_freeze_positive CHECK (amount > 0)
);
