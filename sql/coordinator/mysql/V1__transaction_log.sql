-- For MySQL 8, and what speaks its protocol. The columns mean what they mean in the embedded log.
-- Texts that are compared are VARBINARY (UTF-8): the servers differ in which collations know a trailing space.

-- Who owns a lane. Every batch is written only if its epoch is still the one here.
CREATE TABLE lane (
    lane_id           INT            NOT NULL PRIMARY KEY,
    owner             VARBINARY(255) NOT NULL, -- a node; empty if its owner gave it back
    epoch             INT            NOT NULL,
    heartbeat         BIGINT         NOT NULL, -- the owner's milliseconds since 1970; others only look whether it changes
    batches           BIGINT         NOT NULL DEFAULT 0, -- written in this epoch
    open_transactions BIGINT         NOT NULL DEFAULT 0, -- begun and not finished
    open_records      BIGINT         NOT NULL DEFAULT 0  -- of those, in both tables
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The coordinators that share this log.
CREATE TABLE node (
    node_id      VARBINARY(255) NOT NULL PRIMARY KEY, -- another one with every start of a process
    peer_address VARBINARY(255) NOT NULL, -- host:port where other coordinators reach it
    beats        BIGINT         NOT NULL, -- counts while the node lives
    leaving      BOOLEAN        NOT NULL, -- gives its lanes back, and takes no more
    seen_at      TIMESTAMP(3)   NOT NULL  -- for people
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What only those know who may read this database: by it coordinators know each other.
CREATE TABLE cluster_secret (
    id     INT           NOT NULL PRIMARY KEY, -- always 1
    secret VARBINARY(32) NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One row per transaction that has a branch: its begin, and its end once there is one.
CREATE TABLE global_transaction (
    tx_id           BIGINT         NOT NULL PRIMARY KEY, -- lane (8 bits) | epoch (20) | counter (35)
    address         TEXT           NOT NULL,             -- the xid is address:tx_id
    name            TEXT           NOT NULL,
    application     TEXT           NOT NULL,
    tx_group        TEXT           NOT NULL,
    timeout_ms      BIGINT         NOT NULL,
    begun_at        BIGINT         NOT NULL,             -- milliseconds since 1970
    crc             BIGINT         NOT NULL,             -- CRC-32C of what never changes
    status          VARCHAR(32),                         -- CONFIRMED or CANCELLED; null while unfinished
    cause           VARCHAR(32),                         -- who or what decided
    finished_at     BIGINT,                              -- milliseconds since 1970; null while unfinished
    idempotency_key VARBINARY(512),                      -- null if it has none
    labels          MEDIUMTEXT,                          -- JSON: the key's digest, and the tags; null if there are none
    KEY global_transaction_finished (finished_at, tx_id),
    UNIQUE KEY global_transaction_key (idempotency_key)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What happened to a transaction after its begin, in the order of seq, from 1 without gaps.
CREATE TABLE transaction_log (
    tx_id     BIGINT      NOT NULL,
    seq       INT         NOT NULL,
    at        BIGINT      NOT NULL, -- milliseconds since 1970
    kind      VARCHAR(32) NOT NULL,
    branch_id BIGINT,
    detail    MEDIUMTEXT,           -- JSON
    crc       BIGINT      NOT NULL, -- CRC-32C of the columns above
    PRIMARY KEY (tx_id, seq)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The tags once more, to search by.
CREATE TABLE transaction_tag (
    name  VARBINARY(256)  NOT NULL,
    value VARBINARY(1024) NOT NULL,
    tx_id BIGINT          NOT NULL,
    PRIMARY KEY (name, value, tx_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
