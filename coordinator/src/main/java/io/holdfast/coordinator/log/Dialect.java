// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.LogFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.LongSupplier;

/** What differs between the databases that can hold the log. */
interface Dialect extends LogPlace {
    /** A connection for a lane: autocommit is off, and a commit returns only once it is on stable storage. */
    Connection openWriter() throws SQLException;

    /**
     * How batches are written on such a connection.
     *
     * @param clock milliseconds since 1970
     */
    BatchWriter batchWriter(Connection writer, LongSupplier clock) throws SQLException;

    /** A connection that sees what is committed and delays no writer. */
    Connection openReader() throws SQLException;

    /**
     * Applies the migrations.
     *
     * @throws LogFailure if that cannot be done, or the schema is a newer version's
     */
    void migrate() throws LogFailure;

    /**
     * Called inside the transaction that takes a lane, before its commit, while nobody else can write: what the connection
     * has read is on stable storage afterwards, also if an earlier sync has failed (I18).
     */
    void makeDurableWhatIsThere() throws SQLException;

    /**
     * Called before a lane's epoch is raised.
     *
     * @param epoch where the database has the lane, 0 if it does not know it
     * @throws LogFailure if it has been further: acknowledged batches are gone (I15)
     */
    void checkNothingIsLost(int lane, int epoch, long batches) throws LogFailure;

    /** A lane's batch is committed; called before anybody hears of it. */
    void acknowledged(int lane, int epoch, long batches);

    /** A commit failed: what is in the database's files may not be on their disk. */
    void mistrust();

    /** Inserts a lane in epoch 1, or raises its epoch by one. Parameters: lane, owner, heartbeat. */
    String takeLaneSql();

    /** Whether several coordinators can share the log, and say there who they are. */
    boolean isShared();

    /** Whether a statement had no effect because another one wrote the same at the same moment: it may be repeated. */
    boolean isConflict(SQLException failure);

    /** How an INSERT begins that leaves a row of the same key as it is. */
    String insertIfAbsent();

    void close();
}
