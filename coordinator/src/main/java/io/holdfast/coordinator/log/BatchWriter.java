// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.LogFailure;
import java.sql.SQLException;
import java.util.List;

/** How batches become statements on a connection. Used by one thread at a time. */
interface BatchWriter {
    /**
     * Writes all of them in one database transaction, after the proof that their lanes are still ours (I21), and commits.
     * After a failure it may be committed, or may still have to be rolled back.
     *
     * @return false if one of the lanes has another owner by now: then all is to be rolled back
     */
    boolean write(List<LaneBatch> batches) throws SQLException, LogFailure;
}
