// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

/**
 * The fixed part of a frame, and its message type byte (the client's classes {@code ProtocolConstants} and
 * {@code ProtocolDecoderV1}): {@code DA DA | version 1 | full length 4 | head length 2 | type 1 | codec 1 | compressor 1 |
 * request id 4 | head map | body}.
 */
final class FrameType {
    static final byte REQUEST = 0;
    static final byte RESPONSE = 1;
    static final byte ONE_WAY = 2;
    static final byte PING = 3;
    static final byte PONG = 4;

    static final int MAGIC = 0xDADA;
    static final int VERSION = 1;
    static final int HEAD_BYTES = 16;
    static final byte SEATA_CODEC = 1;

    private FrameType() {}
}
