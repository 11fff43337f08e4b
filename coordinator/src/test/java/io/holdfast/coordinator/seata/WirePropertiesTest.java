// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link WireJudge} on spoiled frames and noise. Seeded: what fails once fails again, and says its seed. */
class WirePropertiesTest {
    private static final int ROUNDS = 1_000;

    private final List<byte[]> real = WireSeeds.frames();
    private final QuietFront quiet = new QuietFront();

    @BeforeEach
    void silence() {
        quiet.begin();
    }

    @AfterEach
    void speak() {
        quiet.end();
    }

    @Test
    void everyRealFrameIsServed() {
        for (byte[] frame : real) {
            try (LoneConnection connection = new LoneConnection(LoneConnection.Peer.PARTICIPANT)) {
                connection.receive(frame);
                connection.refuseAll("not now");
                assertThat(connection.isOpen()).as(Arrays.toString(frame)).isTrue();
            }
        }
    }

    @Test
    void whatTheFuzzerBeginsWithIsHarmless() {
        for (Map.Entry<String, byte[]> seed : WireFuzz.seeds().entrySet()) {
            assertThatCode(() -> WireFuzz.fuzzerTestOneInput(seed.getValue()))
                    .as(seed.getKey())
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @EnumSource(LoneConnection.Peer.class)
    void spoiledFramesAreServedOrClosed(LoneConnection.Peer peer) {
        int open = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            byte[] stream = Mutation.stream(real, new Random(seed));
            open += staysOpen(peer, stream, seed) ? 1 : 0;
        }
        assertThat(open).as("some are served, some closed").isBetween(ROUNDS / 50, ROUNDS - ROUNDS / 10);
    }

    @ParameterizedTest
    @EnumSource(LoneConnection.Peer.class)
    void noiseBehindATrueHeadIsServedOrClosed(LoneConnection.Peer peer) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            byte[] noise = new byte[2 + random.nextInt(100)];
            random.nextBytes(noise);
            ByteBuffer frame = ByteBuffer.allocate(FrameType.HEAD_BYTES + noise.length);
            frame.putShort((short) FrameType.MAGIC)
                    .put((byte) FrameType.VERSION)
                    .putInt(frame.capacity());
            frame.putShort((short) (random.nextInt(9) == 0 ? random.nextInt() : FrameType.HEAD_BYTES));
            frame.put((byte) random.nextInt(6)).put((byte) (random.nextInt(9) == 0 ? random.nextInt() : 1));
            frame.put((byte) (random.nextInt(3) == 0 ? random.nextInt(8) : 0)).putInt(random.nextInt());
            noise[0] = 0;
            noise[1] = (byte) (random.nextBoolean() ? noise[1] : random.nextInt(22));
            staysOpen(peer, frame.put(noise).array(), seed);
        }
    }

    @Test
    void anExtremeAtEveryPlaceOfEveryFrameIsServedOrClosed() {
        int served = 0;
        for (byte[] frame : real) {
            for (int at = 0; at <= frame.length - 4; at++) {
                for (int value : new int[] {-1, Short.MAX_VALUE << 16, Integer.MAX_VALUE}) {
                    byte[] spoiled = frame.clone();
                    ByteBuffer.wrap(spoiled).putInt(at, value);
                    served += staysOpen(LoneConnection.Peer.PARTICIPANT, spoiled, at) ? 1 : 0;
                }
            }
        }
        assertThat(served).isPositive();
    }

    @ParameterizedTest
    @EnumSource(LoneConnection.Peer.class)
    void piecesDoNotMatter(LoneConnection.Peer peer) {
        int messages = 0;
        for (int seed = 0; seed < ROUNDS / 4; seed++) {
            Random random = new Random(seed);
            byte[] stream = Mutation.joined(real.get(random.nextInt(real.size())), Mutation.stream(real, random));
            try {
                messages += WireJudge.assertPiecesDoNotMatter(peer, stream, 1);
                messages += WireJudge.assertPiecesDoNotMatter(peer, stream, 1 + random.nextInt(20));
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed + ", " + peer + ": " + Arrays.toString(stream), failure);
            }
        }
        if (peer != LoneConnection.Peer.STRANGER) {
            assertThat(messages).as("messages compared").isGreaterThan(ROUNDS / 8);
        }
    }

    /** @return whether the connection is still open at the end */
    private static boolean staysOpen(LoneConnection.Peer peer, byte[] stream, int seed) {
        try {
            return WireJudge.assertHarmless(peer, stream);
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError("seed " + seed + ", " + peer + ": " + Arrays.toString(stream), failure);
        }
    }
}
