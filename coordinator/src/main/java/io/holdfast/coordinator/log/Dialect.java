// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.LogFailure;
import java.sql.Connection;
import java.sql.SQLException;

/** What differs between the databases that can hold the log. */
interface Dialect {
    /** A connection for a lane: autocommit is off, and a commit returns only once it is on stable storage. */
    Connection openWriter() throws SQLException;

    /** A connection that sees what is committed and delays no writer. */
    Connection openReader() throws SQLException;

    /**
     * Applies the migrations.
     *
     * @throws LogFailure if that cannot be done, or the schema is a newer version's
     */
    void migrate() throws LogFailure;

    /** Inserts a lane in epoch 1, or raises its epoch by one. Parameters: lane, owner, heartbeat. */
    String takeLaneSql();

    /** For people: where the log is. */
    String describe();

    /** For people: what to do about an error, or an empty text. */
    String cure(SQLException failure);

    void close();
}
