// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import org.slf4j.MDC;

/** Tells of log lines which transaction they are about, so that their text need not. Stateless. */
public final class LogContext {
    /** The key in the MDC: an xid, or a transaction's id where no more is known. */
    public static final String XID = "xid";

    private LogContext() {}

    /**
     * Does something, all of whose log lines on this thread are about a transaction.
     *
     * @param transaction an xid or an id; null: no transaction
     */
    public static void about(Object transaction, Runnable task) {
        if (transaction == null) {
            task.run();
            return;
        }
        String before = MDC.get(XID);
        MDC.put(XID, transaction.toString());
        try {
            task.run();
        } finally {
            if (before == null) {
                MDC.remove(XID);
            } else {
                MDC.put(XID, before);
            }
        }
    }
}
