// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.apache.seata.core.model.BranchType;
import org.apache.seata.core.protocol.AbstractMessage;
import org.apache.seata.core.protocol.MergedWarpMessage;
import org.apache.seata.core.protocol.RegisterRMRequest;
import org.apache.seata.core.protocol.transaction.BranchRegisterRequest;
import org.apache.seata.core.protocol.transaction.GlobalCommitRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes from outside: nothing but MalformedMessage comes out, and no more is allocated than the bytes are worth. */
class ClientMessageReaderTest {
    private static final int ROUNDS = 20_000;
    /** A text takes two bytes a character, and a list of small messages a few dozen bytes an entry of eight bytes. */
    private static final long ALLOCATED_PER_BYTE = 64;

    private static final long ALLOCATED_ANYWAY = 16_384;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void changedMessagesAreReadOrRefused(long seed) {
        Random random = new Random(seed);
        List<byte[]> real = realMessages();
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = real.get(random.nextInt(real.size())).clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            refused += isRefused(Unpooled.wrappedBuffer(bytes, 0, 2 + random.nextInt(bytes.length - 1))) ? 1 : 0;
        }
        assertThat(refused).as("both happen").isBetween(ROUNDS / 10, ROUNDS - ROUNDS / 100);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void noiseIsReadOrRefused(long seed) {
        Random random = new Random(seed);
        int[] codes = {1, 4, 6, 7, 11, 13, 17, 21, 59, 101, 103};
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[2 + random.nextInt(64)];
            random.nextBytes(bytes);
            bytes[0] = 0;
            bytes[1] = (byte) codes[random.nextInt(codes.length)];
            refused += isRefused(Unpooled.wrappedBuffer(bytes)) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(ROUNDS / 2);
    }

    @Test
    void claimedLengthsAllocateNothing() {
        long before = allocated();
        for (int i = 0; i < 1000; i++) {
            ByteBuf merged = Unpooled.buffer(16).writeShort(59).writeInt(Integer.MAX_VALUE);
            assertThat(isRefused(merged)).isTrue();
            ByteBuf many = Unpooled.buffer(16).writeShort(59).writeInt(2).writeShort(Short.MAX_VALUE);
            assertThat(isRefused(many)).isTrue();
            ByteBuf text = Unpooled.buffer(16)
                    .writeShort(11)
                    .writeShort(0)
                    .writeByte(1)
                    .writeShort(0);
            assertThat(isRefused(text.writeInt(Integer.MAX_VALUE))).isTrue();
        }
        assertThat(allocated() - before).isLessThan(20_000_000);
    }

    @Test
    void mergedMessageInAMergedMessageIsRefused() {
        ByteBuf nested =
                Unpooled.buffer().writeShort(59).writeInt(10).writeShort(1).writeShort(59);
        nested.writeInt(2).writeShort(0);

        assertThatThrownBy(() -> ClientMessageReader.read(new WireReader(nested)))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("holds one of type 59");
    }

    /** Reads twice, because the JVM itself allocates when it runs a line for the first time. */
    private static boolean isRefused(ByteBuf bytes) {
        int length = bytes.readableBytes();
        assertRefusedCleanly(bytes.duplicate());
        long before = allocated();
        boolean refused = false;
        try {
            ClientMessageReader.read(new WireReader(bytes));
        } catch (MalformedMessage malformed) {
            refused = true;
        }
        assertThat(allocated() - before).isLessThan(ALLOCATED_ANYWAY + ALLOCATED_PER_BYTE * length);
        return refused;
    }

    private static void assertRefusedCleanly(ByteBuf bytes) {
        try {
            assertThat(ClientMessageReader.read(new WireReader(bytes))).isNotNull();
        } catch (MalformedMessage malformed) {
            assertThat(malformed).hasMessageNotContaining("null").hasNoCause();
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static List<byte[]> realMessages() {
        GlobalCommitRequest commit = new GlobalCommitRequest();
        commit.setXid("127.0.0.1:8091:12345");
        BranchRegisterRequest branch = new BranchRegisterRequest();
        branch.setXid("127.0.0.1:8091:12345");
        branch.setBranchType(BranchType.TCC);
        branch.setResourceId("resource");
        branch.setApplicationData("{}");
        RegisterRMRequest registration = new RegisterRMRequest("app", "group");
        registration.setResourceIds("one,two");
        MergedWarpMessage merged = new MergedWarpMessage();
        merged.msgs = List.of(commit, branch);
        merged.msgIds = List.of(1, 2);
        List<AbstractMessage> messages = List.of(commit, branch, registration, merged);
        return messages.stream().map(StockFrame::serialized).toList();
    }
}
