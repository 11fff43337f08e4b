// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of one message body. Every length is compared with what is really there before anything is allocated,
 * so that reading a body never takes more memory than the body itself a few times over. Used by one thread.
 */
final class WireReader {
    private final ByteBuf in;

    WireReader(ByteBuf in) {
        this.in = in;
    }

    boolean isAtEnd() {
        return !in.isReadable();
    }

    int remaining() {
        return in.readableBytes();
    }

    int int8(String field) {
        need(1, field);
        return in.readByte();
    }

    int int16(String field) {
        need(2, field);
        return in.readShort();
    }

    int int32(String field) {
        need(4, field);
        return in.readInt();
    }

    long int64(String field) {
        need(8, field);
        return in.readLong();
    }

    /** A text with a length of two bytes; the wire does not tell an absent one from an empty one. */
    String shortText(String field) {
        return text(int16(field), field);
    }

    /** A text with a length of four bytes. */
    String longText(String field) {
        return text(int32(field), field);
    }

    void skipLongText(String field) {
        int length = int32(field);
        checkLength(length, field);
        in.skipBytes(length);
    }

    /** The next bytes as a reader of their own; they count as read here. */
    WireReader slice(int length, String field) {
        checkLength(length, field);
        return new WireReader(in.readSlice(length));
    }

    private String text(int length, String field) {
        checkLength(length, field);
        return length == 0 ? "" : in.readString(length, StandardCharsets.UTF_8);
    }

    private void checkLength(int length, String field) {
        if (length < 0) {
            throw new MalformedMessage("the length of " + field + " is negative");
        }
        need(length, field);
    }

    private void need(int bytes, String field) {
        if (in.readableBytes() < bytes) {
            throw new MalformedMessage("the message ends inside " + field);
        }
    }
}
