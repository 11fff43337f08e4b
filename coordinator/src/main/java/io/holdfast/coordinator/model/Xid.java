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
    /**
     * Takes a text only in the one form in which it is written, so that no transaction has two names.
     *
     * @throws IllegalArgumentException if the text has no positive number after its last colon
     */
    public static Xid parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("not an xid (host:port:id expected): " + abbreviated(text));
        }
        if (!isPlainNumber(text, colon + 1)) {
            throw new IllegalArgumentException("not an xid (no positive number at its end): " + abbreviated(text));
        }
        try {
            long value = Long.parseLong(text, colon + 1, text.length(), 10);
            return new Xid(text.substring(0, colon), new TransactionId(value));
        } catch (NumberFormatException tooLarge) {
            throw new IllegalArgumentException("not an xid (its number is too large): " + abbreviated(text), tooLarge);
        }
    }

    /** The JDK would also take a sign, leading zeros, and the digits of every script. */
    private static boolean isPlainNumber(String text, int from) {
        for (int at = from; at < text.length(); at++) {
            char digit = text.charAt(at);
            if (digit < (at == from ? '1' : '0') || digit > '9') {
                return false;
            }
        }
        return from < text.length();
    }

    private static String abbreviated(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }

    @Override
    public String toString() {
        return address + ':' + id.value();
    }
}
