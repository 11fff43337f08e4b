-- Who owns a lane. Every batch is written only if its epoch is still the one here.
CREATE TABLE lane (
    lane_id   INTEGER NOT NULL PRIMARY KEY,
    owner     TEXT    NOT NULL,
    epoch     INTEGER NOT NULL,
    heartbeat INTEGER NOT NULL -- milliseconds since 1970, for people and for leases, never for safety
) STRICT;

-- One row per transaction that has a branch: its begin, and its end once there is one.
CREATE TABLE global_transaction (
    tx_id       INTEGER NOT NULL PRIMARY KEY, -- lane (8 bits) | epoch (20) | counter (35)
    address     TEXT    NOT NULL,             -- the xid is address:tx_id
    name        TEXT    NOT NULL,
    application TEXT    NOT NULL,
    tx_group    TEXT    NOT NULL,
    timeout_ms  INTEGER NOT NULL,
    begun_at    INTEGER NOT NULL,             -- milliseconds since 1970
    crc         INTEGER NOT NULL,             -- CRC-32C of the columns above
    status      TEXT,                         -- CONFIRMED or CANCELLED; null while unfinished
    cause       TEXT,                         -- who or what decided: CALLER, TIMEOUT
    finished_at INTEGER                       -- milliseconds since 1970; null while unfinished
) STRICT;

CREATE INDEX global_transaction_unfinished ON global_transaction (tx_id) WHERE finished_at IS NULL;

-- What happened to a transaction after its begin, in the order of seq, from 1 without gaps.
CREATE TABLE transaction_log (
    tx_id     INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    at        INTEGER NOT NULL, -- milliseconds since 1970
    kind      TEXT    NOT NULL,
    branch_id INTEGER,
    detail    TEXT,             -- JSON
    crc       INTEGER NOT NULL, -- CRC-32C of the columns above
    PRIMARY KEY (tx_id, seq)
) STRICT, WITHOUT ROWID;
