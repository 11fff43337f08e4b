// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

/** strace's way to print bytes: {@code \x00\xff}. */
final class Hex {
    private Hex() {}

    static byte[] bytes(String escaped) {
        if (escaped.indexOf('\\') < 0) {
            return escaped.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }
        byte[] bytes = new byte[escaped.length() / 4];
        for (int i = 0; i < bytes.length; i++) {
            int high = Character.digit(escaped.charAt(4 * i + 2), 16);
            int low = Character.digit(escaped.charAt(4 * i + 3), 16);
            bytes[i] = (byte) (high << 4 | low);
        }
        return bytes;
    }
}
