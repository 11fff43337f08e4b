INSERT INTO account (account, initial, balance, blocked, processing_millis) VALUES
    ('alice', 1000000.00, 1000000.00, FALSE, 0),
    ('bob', 1000000.00, 1000000.00, FALSE, 0),
    ('carol', 1000000.00, 1000000.00, FALSE, 0),
    ('poor-paul', 5.00, 5.00, FALSE, 0),
    ('blocked-bella', 1000000.00, 1000000.00, TRUE, 0),
    ('slow-bank', 1000000.00, 1000000.00, FALSE, 7000);
