-- Who may come in through HTTP.
CREATE TABLE admin_user (
    name          TEXT    NOT NULL PRIMARY KEY,
    password_hash TEXT    NOT NULL, -- {kind}hash
    role          TEXT    NOT NULL, -- VIEWER, OPERATOR or ADMIN
    changed_at    INTEGER NOT NULL  -- milliseconds since 1970; who logged in before has to do so again
) STRICT, WITHOUT ROWID;

-- What scripts come in with.
CREATE TABLE api_token (
    id         TEXT    NOT NULL PRIMARY KEY,
    digest     TEXT    NOT NULL UNIQUE, -- SHA-256 of the token, which is nowhere
    name       TEXT    NOT NULL,        -- for people
    role       TEXT    NOT NULL,
    created_by TEXT    NOT NULL,
    created_at INTEGER NOT NULL,        -- milliseconds since 1970
    expires_at INTEGER                  -- milliseconds since 1970; null: never
) STRICT, WITHOUT ROWID;
