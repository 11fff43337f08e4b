// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A process of its own that takes a lane of a log, named by its argument, and keeps the log open until its
 * input ends.
 */
final class LogProcess {
    private LogProcess() {}

    public static void main(String[] args) throws IOException {
        try {
            TransactionLog log = JdbcTransactionLog.embedded(Path.of(args[0]), "child", () -> Records.AT);
            log.take(0).close();
            System.out.println("open");
            System.in.transferTo(System.out);
            log.close();
        } catch (LogFailure refused) {
            System.out.println("refused: " + refused.getMessage());
        }
    }
}
