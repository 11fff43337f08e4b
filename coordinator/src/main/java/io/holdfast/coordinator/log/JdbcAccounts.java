// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.Accounts;
import io.holdfast.coordinator.port.LogFailure;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/** The tables {@code admin_user} and {@code api_token}. Owns one connection; each write is a transaction of its own. */
final class JdbcAccounts implements Accounts, AutoCloseable {
    private final Dialect dialect;
    private final SharedConnection connection;

    JdbcAccounts(Dialect dialect) {
        this.dialect = dialect;
        this.connection = new SharedConnection(dialect);
    }

    @Override
    public List<User> users() throws LogFailure {
        return connection.ask("the users cannot be read", on -> {
            List<User> users = new ArrayList<>();
            try (PreparedStatement read = on.prepareStatement(
                            "SELECT name, password_hash, role, changed_at FROM admin_user ORDER BY name");
                    ResultSet rows = read.executeQuery()) {
                while (rows.next()) {
                    users.add(new User(
                            rows.getString(1), rows.getString(2), Role.valueOf(rows.getString(3)), rows.getLong(4)));
                }
            }
            return users;
        });
    }

    @Override
    public boolean addUser(User user) throws LogFailure {
        return write(
                "a user cannot be added",
                dialect.insertIfAbsent() + " INTO admin_user (password_hash, role, changed_at, name)"
                        + " VALUES (?, ?, ?, ?)",
                statement -> set(statement, user));
    }

    @Override
    public boolean changeUser(User user) throws LogFailure {
        return write(
                "a user cannot be changed",
                "UPDATE admin_user SET password_hash = ?, role = ?, changed_at = ? WHERE name = ?",
                statement -> set(statement, user));
    }

    private static void set(PreparedStatement statement, User user) throws SQLException {
        statement.setString(1, user.passwordHash());
        statement.setString(2, user.role().name());
        statement.setLong(3, user.changedAtMillis());
        statement.setString(4, user.name());
    }

    @Override
    public boolean removeUser(String name) throws LogFailure {
        return write(
                "a user cannot be removed",
                "DELETE FROM admin_user WHERE name = ?",
                statement -> statement.setString(1, name));
    }

    @Override
    public List<Token> tokens() throws LogFailure {
        return connection.ask("the tokens cannot be read", on -> {
            List<Token> tokens = new ArrayList<>();
            try (PreparedStatement read =
                            on.prepareStatement("SELECT id, name, role, digest, created_by, created_at, expires_at"
                                    + " FROM api_token ORDER BY created_at DESC, id");
                    ResultSet rows = read.executeQuery()) {
                while (rows.next()) {
                    tokens.add(token(rows));
                }
            }
            return tokens;
        });
    }

    private static Token token(ResultSet row) throws SQLException {
        long expiry = row.getLong(7);
        Long expiresAt = row.wasNull() ? null : expiry;
        return new Token(
                row.getString(1),
                row.getString(2),
                Role.valueOf(row.getString(3)),
                row.getString(4),
                row.getString(5),
                row.getLong(6),
                expiresAt);
    }

    @Override
    public void addToken(Token token) throws LogFailure {
        write(
                "a token cannot be added",
                "INSERT INTO api_token (id, name, role, digest, created_by, created_at, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                statement -> {
                    statement.setString(1, token.id());
                    statement.setString(2, token.name());
                    statement.setString(3, token.role().name());
                    statement.setString(4, token.digest());
                    statement.setString(5, token.createdBy());
                    statement.setLong(6, token.createdAtMillis());
                    statement.setObject(7, token.expiresAtMillis(), Types.BIGINT);
                });
    }

    @Override
    public boolean removeToken(String id) throws LogFailure {
        return write(
                "a token cannot be removed",
                "DELETE FROM api_token WHERE id = ?",
                statement -> statement.setString(1, id));
    }

    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    /** @return whether a row was changed */
    private boolean write(String complaint, String sql, Parameters parameters) throws LogFailure {
        return connection.ask(complaint, on -> {
            try (PreparedStatement statement = on.prepareStatement(sql)) {
                parameters.set(statement);
                return statement.executeUpdate() > 0;
            } catch (SQLException failure) {
                dialect.mistrust(); // it may have been the sync
                throw failure;
            }
        });
    }

    @Override
    public void close() {
        connection.close();
    }
}
