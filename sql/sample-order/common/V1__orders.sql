-- One row per order number, for ever: a cancelled order's number is not used again.
CREATE TABLE orders (
    order_no   VARCHAR(64)    NOT NULL,
    sku        VARCHAR(64)    NOT NULL,
    quantity   INT            NOT NULL,
    account    VARCHAR(64)    NOT NULL,
    amount     DECIMAL(19, 2) NOT NULL,
    status     VARCHAR(16)    NOT NULL, -- TRYING, CONFIRMED, CANCELLED
    xid        VARCHAR(128)   NOT NULL,
    branch_id  BIGINT         NOT NULL,
    reason     VARCHAR(32),             -- why the caller gave up; empty if nobody said
    message    VARCHAR(500),            -- the same for a person
    created_at TIMESTAMP(3)   NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    updated_at TIMESTAMP(3)   NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (order_no),
    CONSTRAINT orders_branch UNIQUE (xid, branch_id),
    CONSTRAINT orders_positive CHECK (quantity > 0 AND amount > 0)
);
