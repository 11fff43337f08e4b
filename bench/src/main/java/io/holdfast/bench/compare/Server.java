// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.process.ChildProcess;
import java.util.ArrayList;
import java.util.List;

/**
 * A coordinator that runs and serves.
 *
 * @param name its process, logs and data are called so
 * @param port for Seata's clients
 * @param apiPort for callers of its API; nobody listens there if it is not ours
 * @param settings its further arguments
 * @param databasePid the server of its store; 0 if there is none or it is not known
 * @param startSeconds from starting its process until it served
 */
record Server(
        Contender contender,
        String name,
        ChildProcess process,
        int port,
        int httpPort,
        int apiPort,
        List<String> settings,
        long databasePid,
        double startSeconds) {
    String address() {
        return "127.0.0.1:" + port;
    }

    long pid() {
        return process.handle().pid();
    }

    /** Whose cost is taken: the coordinator's first, its database's second. */
    List<Long> watched() {
        List<Long> pids = new ArrayList<>(List.of(pid()));
        if (databasePid != 0) {
            pids.add(databasePid);
        }
        return pids;
    }
}
