// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.LogFailure;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a file. */
class SqliteTransactionSearchTest extends TransactionSearchContract {
    @TempDir
    private Path directory;

    @Override
    JdbcTransactionLog open() throws LogFailure {
        return JdbcTransactionLog.embedded(directory.resolve("holdfast.db"), "node-1", () -> Records.AT + 10_000_000);
    }
}
