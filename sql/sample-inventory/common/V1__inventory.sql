-- Stock per SKU. A piece is available, frozen for an undecided order, or sold; none is ever lost or made.
CREATE TABLE stock (
    sku       VARCHAR(64) NOT NULL,
    initial   INT         NOT NULL,
    available INT         NOT NULL,
    frozen    INT         NOT NULL DEFAULT 0,
    sold      INT         NOT NULL DEFAULT 0,
    PRIMARY KEY (sku),
    CONSTRAINT stock_not_negative CHECK (available >= 0 AND frozen >= 0 AND sold >= 0),
    CONSTRAINT stock_conserved CHECK (available + frozen + sold = initial)
);

-- What each branch froze: Confirm and Cancel read here what to sell or to release.
CREATE TABLE stock_freeze (
    xid        VARCHAR(128) NOT NULL,
    branch_id  BIGINT       NOT NULL,
    order_no   VARCHAR(64)  NOT NULL,
    sku        VARCHAR(64)  NOT NULL,
    quantity   INT          NOT NULL,
    status     VARCHAR(16)  NOT NULL, -- FROZEN, CONFIRMED, CANCELLED
    created_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    updated_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (xid, branch_id),
    CONSTRAINT stock_freeze_positive CHECK (quantity > 0)
);
