// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.io.IOException;
import java.nio.file.Path;

/** A process of its own that keeps a log open, named by its argument, until its input ends. */
final class LogProcess {
    private LogProcess() {}

    public static void main(String[] args) throws IOException {
        try {
            TransactionLog log = JdbcTransactionLog.embedded(Path.of(args[0]), "child", () -> Records.AT);
            System.out.println("open");
            System.in.transferTo(System.out);
            log.close();
        } catch (LogFailure refused) {
            System.out.println("refused: " + refused.getMessage());
        }
    }
}
