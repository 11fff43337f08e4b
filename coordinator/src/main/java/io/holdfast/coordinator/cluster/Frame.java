// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import io.netty.buffer.ByteBuf;

/** What one coordinator sent to another, as {@link Gathered} lays it out, without its length. */
final class Frame {
    private final int number;
    private final long id;
    private final byte[] body;

    /** Reads all of the bytes, at least {@link Gathered#HEAD_BYTES}; releases nothing. */
    Frame(ByteBuf bytes) {
        number = bytes.readByte();
        id = bytes.readLong();
        body = new byte[bytes.readableBytes()];
        bytes.readBytes(body);
    }

    /** Its kind, which may be one that is not known here. */
    int number() {
        return number;
    }

    /** Of the request that it is, or answers; 0 if it is about none. */
    long id() {
        return id;
    }

    /** Not a copy. */
    byte[] body() {
        return body;
    }
}
