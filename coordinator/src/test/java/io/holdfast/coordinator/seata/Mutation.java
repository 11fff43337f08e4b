// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Ways to spoil a stream of frames. */
enum Mutation {
    FLIP_A_BIT {
        @Override
        byte[] of(byte[] bytes, byte[] other, Random random) {
            byte[] result = bytes.clone();
            result[random.nextInt(result.length)] ^= (byte) (1 << random.nextInt(8));
            return result;
        }
    },
    SET_A_BYTE {
        @Override
        byte[] of(byte[] bytes, byte[] other, Random random) {
            byte[] result = bytes.clone();
            result[random.nextInt(result.length)] = (byte) random.nextInt();
            return result;
        }
    },
    CUT_THE_END {
        @Override
        byte[] of(byte[] bytes, byte[] other, Random random) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
    },
    CUT_OUT {
        @Override
        byte[] of(byte[] bytes, byte[] other, Random random) {
            int from = random.nextInt(bytes.length);
            int to = from + random.nextInt(bytes.length - from);
            return joined(Arrays.copyOf(bytes, from), Arrays.copyOfRange(bytes, to, bytes.length));
        }
    },
    REPEAT_A_PART {
        @Override
        byte[] of(byte[] bytes, byte[] other, Random random) {
            int from = random.nextInt(bytes.length);
            int to = from + random.nextInt(bytes.length - from);
            return joined(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, from, bytes.length));
        }
    },
    SPLICE {
        @Override
        byte[] of(byte[] bytes, byte[] other, Random random) {
            int from = random.nextInt(other.length);
            return joined(
                    Arrays.copyOf(bytes, random.nextInt(bytes.length)), Arrays.copyOfRange(other, from, other.length));
        }
    },
    INSERT_NOISE {
        @Override
        byte[] of(byte[] bytes, byte[] other, Random random) {
            byte[] noise = new byte[1 + random.nextInt(20)];
            random.nextBytes(noise);
            int at = random.nextInt(bytes.length);
            return joined(joined(Arrays.copyOf(bytes, at), noise), Arrays.copyOfRange(bytes, at, bytes.length));
        }
    },
    EXTREME_SHORT {
        @Override
        byte[] of(byte[] bytes, byte[] other, Random random) {
            byte[] result = bytes.clone();
            if (result.length >= 2) {
                short value = (short) EXTREMES[random.nextInt(EXTREMES.length)];
                ByteBuffer.wrap(result).putShort(random.nextInt(result.length - 1), value);
            }
            return result;
        }
    },
    EXTREME_INT {
        @Override
        byte[] of(byte[] bytes, byte[] other, Random random) {
            byte[] result = bytes.clone();
            if (result.length >= 4) {
                ByteBuffer.wrap(result)
                        .putInt(random.nextInt(result.length - 3), EXTREMES[random.nextInt(EXTREMES.length)]);
            }
            return result;
        }
    };

    /** The limits of every length on the wire, and one more. */
    static final int[] EXTREMES = {
        0,
        -1,
        1,
        Integer.MIN_VALUE,
        Integer.MAX_VALUE,
        Short.MIN_VALUE,
        Short.MAX_VALUE,
        Short.MAX_VALUE + 1,
        0xFFFF,
        15,
        16,
        17,
        LoneConnection.MAX_REGISTRATION_BYTES,
        LoneConnection.MAX_REGISTRATION_BYTES + 1,
        LoneConnection.MAX_FRAME_BYTES,
        LoneConnection.MAX_FRAME_BYTES + 1
    };

    private static final List<Mutation> ALL = List.of(values());

    /**
     * @param bytes not empty
     * @param other another stream, not empty, to take from
     */
    abstract byte[] of(byte[] bytes, byte[] other, Random random);

    /** A few of the real frames, one after the other, spoiled; most are given a true full length again. */
    static byte[] stream(List<byte[]> real, Random random) {
        byte[] stream = new byte[0];
        for (int frames = 1 + random.nextInt(3); frames > 0; frames--) {
            byte[] frame = real.get(random.nextInt(real.size()));
            for (int changes = random.nextInt(4); changes > 0 && frame.length > 0; changes--) {
                frame = ALL.get(random.nextInt(ALL.size())).of(frame, real.get(random.nextInt(real.size())), random);
            }
            stream = joined(stream, random.nextInt(4) == 0 ? frame : withTrueLength(frame));
        }
        return stream;
    }

    private static byte[] withTrueLength(byte[] frame) {
        if (frame.length < FrameType.HEAD_BYTES) {
            return frame;
        }
        byte[] result = frame.clone();
        ByteBuffer.wrap(result).putShort(0, (short) FrameType.MAGIC).putInt(3, result.length);
        return result;
    }

    static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
