-- What a lane's log holds: written by every batch, compared at every recovery, so that rows that are gone are missed.
ALTER TABLE lane ADD COLUMN batches INTEGER NOT NULL DEFAULT 0; -- written in this epoch
ALTER TABLE lane ADD COLUMN open_transactions INTEGER NOT NULL DEFAULT 0; -- begun and not finished
ALTER TABLE lane ADD COLUMN open_records INTEGER NOT NULL DEFAULT 0; -- of those, in both tables

UPDATE lane SET
    open_transactions = (SELECT count(*) FROM global_transaction AS t
        WHERE t.finished_at IS NULL AND t.tx_id >> 55 = lane.lane_id),
    open_records = (SELECT count(*) FROM global_transaction AS t
        WHERE t.finished_at IS NULL AND t.tx_id >> 55 = lane.lane_id)
      + (SELECT count(*) FROM transaction_log AS l JOIN global_transaction AS t ON t.tx_id = l.tx_id
        WHERE t.finished_at IS NULL AND t.tx_id >> 55 = lane.lane_id);
