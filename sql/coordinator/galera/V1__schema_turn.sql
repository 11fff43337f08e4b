-- On a Galera cluster, before all migrations: named locks, which keep migrations apart elsewhere, hold on one server only
-- there. The one row says whose turn it is.
CREATE TABLE IF NOT EXISTS schema_turn (
    id    INT            NOT NULL PRIMARY KEY, -- always 1
    owner VARBINARY(255) NOT NULL,             -- empty if it is nobody's turn
    taken BIGINT         NOT NULL              -- how often
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
