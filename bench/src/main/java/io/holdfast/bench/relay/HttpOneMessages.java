// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.relay;

import java.nio.charset.StandardCharsets;

/** Counts first lines: every request's and every answer's names the version once, and no body of ours does. */
final class HttpOneMessages implements FrameCounter {
    private static final byte[] VERSION = "HTTP/1.1".getBytes(StandardCharsets.US_ASCII);

    private int matched;

    @Override
    public int feed(byte[] bytes, int length) {
        int messages = 0;
        for (int i = 0; i < length; i++) {
            matched = bytes[i] == VERSION[matched] ? matched + 1 : bytes[i] == VERSION[0] ? 1 : 0;
            if (matched == VERSION.length) {
                matched = 0;
                messages++;
            }
        }
        return messages;
    }
}
