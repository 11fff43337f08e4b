-- Who may come in through HTTP, to any of the coordinators that share this log.
CREATE TABLE admin_user (
    name          VARBINARY(255) NOT NULL PRIMARY KEY,
    password_hash VARBINARY(255) NOT NULL, -- {kind}hash
    role          VARCHAR(32)    NOT NULL, -- VIEWER, OPERATOR or ADMIN
    changed_at    BIGINT         NOT NULL  -- milliseconds since 1970; who logged in before has to do so again
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What scripts come in with.
CREATE TABLE api_token (
    id         VARBINARY(64)  NOT NULL PRIMARY KEY,
    digest     VARBINARY(64)  NOT NULL, -- SHA-256 of the token, which is nowhere
    name       VARBINARY(512) NOT NULL, -- for people
    role       VARCHAR(32)    NOT NULL,
    created_by VARBINARY(255) NOT NULL,
    created_at BIGINT         NOT NULL, -- milliseconds since 1970
    expires_at BIGINT,                  -- milliseconds since 1970; null: never
    UNIQUE KEY api_token_digest (digest)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
