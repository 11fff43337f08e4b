// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Map;
import org.apache.seata.core.protocol.AbstractMessage;
import org.apache.seata.core.rpc.netty.v1.HeadMapSerializer;
import org.apache.seata.serializer.seata.SeataSerializer;

/**
 * A frame as the stock client's codec reads and writes it.
 *
 * @param body null for a heartbeat
 */
public record StockFrame(byte type, int id, AbstractMessage body) {
    private static final SeataSerializer SERIALIZER = new SeataSerializer((byte) 1);

    static byte[] serialized(AbstractMessage message) {
        return SERIALIZER.serialize(message);
    }

    static StockFrame read(ByteBuf in) {
        int start = in.readerIndex();
        if (in.readUnsignedShort() != 0xDADA || in.readByte() != 1) {
            throw new AssertionError("not a frame of version 1");
        }
        int fullLength = in.readInt();
        int headLength = in.readUnsignedShort();
        byte type = in.readByte();
        if (in.readByte() != 1 || in.readByte() != 0) {
            throw new AssertionError("not Seata's codec, or compressed");
        }
        int id = in.readInt();
        in.readerIndex(start + headLength);
        byte[] body = new byte[fullLength - headLength];
        in.readBytes(body);
        return new StockFrame(type, id, body.length == 0 ? null : SERIALIZER.deserialize(body));
    }

    static byte[] bytes(byte type, int id, AbstractMessage message) {
        return bytes(type, 1, 0, id, Map.of(), message == null ? new byte[0] : serialized(message));
    }

    static byte[] bytes(byte type, int codec, int compressor, int id, Map<String, String> headMap, byte[] body) {
        ByteBuf out = Unpooled.buffer();
        out.writeShort(0xDADA).writeByte(1).writeInt(0).writeShort(0);
        out.writeByte(type).writeByte(codec).writeByte(compressor).writeInt(id);
        HeadMapSerializer.getInstance().encode(headMap, out);
        out.setShort(7, out.writerIndex());
        out.writeBytes(body);
        out.setInt(3, out.writerIndex());
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }
}
