-- What a caller finds its transaction by.
ALTER TABLE global_transaction ADD COLUMN idempotency_key TEXT; -- null if it has none
ALTER TABLE global_transaction ADD COLUMN labels TEXT; -- JSON: the digest of what the key stands for, and the tags; null if there are none

CREATE UNIQUE INDEX global_transaction_key ON global_transaction (idempotency_key) WHERE idempotency_key IS NOT NULL;

-- The tags once more, to search by.
CREATE TABLE transaction_tag (
    name  TEXT    NOT NULL,
    value TEXT    NOT NULL,
    tx_id INTEGER NOT NULL,
    PRIMARY KEY (name, value, tx_id)
) STRICT, WITHOUT ROWID;
