// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

/**
 * What the caller of one order got.
 *
 * @param status CONFIRMED or CANCELLED, or in words what came instead ({@code HTTP 500}, {@code no answer})
 * @param reason empty if none was given
 * @param begunNanos when it was first sent, or begun, by {@link System#nanoTime}
 * @param nanos from there to the answer, or to the known end if nobody waited for an answer
 * @param sent how often
 */
record Answer(OrderLine order, String status, String reason, long begunNanos, long nanos, int sent) {
    private static final int MOST_TOLD = 200;

    /** Whether the order is decided, and phase 2 of the order's own row done. */
    boolean hasEnded() {
        return isConfirmed() || isCancelled();
    }

    private boolean isConfirmed() {
        return status.equals("CONFIRMED");
    }

    boolean isCancelled() {
        return status.equals("CANCELLED");
    }

    /** Whether this is what the order's line says. */
    boolean asExpected() {
        return status.equals(order.status()) && (order.reason().isEmpty() || reason.equals(order.reason()));
    }

    long endedNanos() {
        return begunNanos + nanos;
    }

    /** For a line of a report: what the caller was told, shortened if it is long. */
    String told() {
        String told = reason.isEmpty() ? status : status + " " + reason;
        return told.length() <= MOST_TOLD ? told : told.substring(0, MOST_TOLD) + " ...";
    }
}
