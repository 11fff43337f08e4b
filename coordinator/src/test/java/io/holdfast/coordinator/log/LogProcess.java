// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.LaneLog;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionLog;
import java.io.IOException;
import java.nio.file.Path;

/** A process of its own that uses a log: {@code hold FILE} keeps it open, {@code append FILE} writes until it is killed. */
final class LogProcess {
    private LogProcess() {}

    public static void main(String[] args) throws IOException {
        try (TransactionLog log = JdbcTransactionLog.embedded(Path.of(args[1]), "child", () -> Records.AT)) {
            if (args[0].equals("append")) {
                append(log);
            } else {
                System.out.println("open");
                System.in.transferTo(System.out);
            }
        } catch (LogFailure refused) {
            System.out.println("refused: " + refused.getMessage());
        }
    }

    private static void append(TransactionLog log) throws LogFailure {
        try (LaneLog lane = log.take(0)) {
            for (long i = 1; ; i++) {
                lane.append(Records.of(0, ((long) lane.epoch() << 20) + i)
                        .begun()
                        .registered(i)
                        .all());
                System.out.println(lane.epoch() + " " + i);
            }
        }
    }
}
