// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.autoconfigure;

import java.net.BindException;
import java.sql.SQLException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/**
 * Names cause and cure where a participant's process does not start for a reason outside of it: no coordinator, a port
 * in use, a locked database. Without it the reader gets several pages of stack, with the cause at the end.
 */
public final class StartupFailureAnalyzer implements FailureAnalyzer {

    /** H2: the file is open in another process that does not share it. */
    private static final int H2_DATABASE_ALREADY_OPEN = 90020;

    /** By name: Seata's client need not be there. */
    private static final String SEATAS_FAILURE = "org.apache.seata.common.exception.FrameworkException";

    /** Null if the failure is none of these. */
    @Override
    public FailureAnalysis analyze(Throwable failure) {
        String outer = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            // Seata's client: NettyClientChannelManager, the end of its first connection attempt.
            if (cause.getClass().getName().equals(SEATAS_FAILURE) && message.startsWith("can not connect to [")) {
                return coordinatorUnreachable(message.substring("can not connect to ".length()), failure);
            }
            if (cause instanceof BindException) {
                return portInUse(outer.isEmpty() ? message : outer, failure);
            }
            if (cause instanceof SQLException sql && sql.getErrorCode() == H2_DATABASE_ALREADY_OPEN) {
                return databaseLocked(message, failure);
            }
            outer = message;
        }
        return null;
    }

    private static FailureAnalysis coordinatorUnreachable(String address, Throwable failure) {
        return new FailureAnalysis(
                "The transaction coordinator does not answer at " + address
                        + ", and Seata's client does not start without it.",
                "Start the coordinator first and wait until it is ready, or correct its address"
                        + " (seata.service.grouplist, or whatever your registry says).",
                failure);
    }

    private static FailureAnalysis portInUse(String message, Throwable failure) {
        return new FailureAnalysis(
                "A port that this process needs is in use: " + message,
                "Stop the process that listens there (perhaps an earlier start of this one), or choose another port"
                        + " (Dubbo: dubbo.protocol.port, HTTP: server.port).",
                failure);
    }

    private static FailureAnalysis databaseLocked(String message, Throwable failure) {
        return new FailureAnalysis(
                "The database file is open in another process: " + message,
                "Stop that process (perhaps an earlier start of this one, or a database browser), or choose another"
                        + " database (spring.datasource.url).",
                failure);
    }
}
