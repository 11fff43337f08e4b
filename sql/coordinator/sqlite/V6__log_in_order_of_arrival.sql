-- Rows lie in the order in which they are written, and are found by an index. Sorted by transaction, the rows of one batch
-- lay on as many pages as there were open transactions, and each of these pages was written with every batch.
CREATE TABLE transaction_log_by_arrival (
    tx_id     INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    at        INTEGER NOT NULL, -- milliseconds since 1970
    kind      TEXT    NOT NULL,
    branch_id INTEGER,
    detail    TEXT,             -- JSON
    crc       INTEGER NOT NULL, -- CRC-32C of the columns above
    PRIMARY KEY (tx_id, seq)
) STRICT;

INSERT INTO transaction_log_by_arrival SELECT tx_id, seq, at, kind, branch_id, detail, crc FROM transaction_log;

DROP TABLE transaction_log;
ALTER TABLE transaction_log_by_arrival RENAME TO transaction_log;
