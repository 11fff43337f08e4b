// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/**
 * A global transaction's name as everybody outside knows it: {@code host:port:id}, the form that Seata's clients take
 * apart (class {@code org.apache.seata.common.XID}) to find the server that began it.
 *
 * <p>The address is part of the name for good: guards store the whole text, so it stays what it was at begin even if the
 * coordinator moves. Nothing here uses it to find a transaction; the id alone does that.
 *
 * @param address {@code host:port} as advertised at begin, without the trailing colon
 */
public record Xid(String address, TransactionId id) {
    /** @throws IllegalArgumentException if the text has no positive number after its last colon */
    public static Xid parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("not an xid (host:port:id expected): " + abbreviated(text));
        }
        try {
            long value = Long.parseLong(text, colon + 1, text.length(), 10);
            if (value > 0) {
                return new Xid(text.substring(0, colon), new TransactionId(value));
            }
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("not an xid (no number at its end): " + abbreviated(text), notANumber);
        }
        throw new IllegalArgumentException("not an xid (its number is not positive): " + abbreviated(text));
    }

    private static String abbreviated(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }

    @Override
    public String toString() {
        return address + ':' + id.value();
    }
}
