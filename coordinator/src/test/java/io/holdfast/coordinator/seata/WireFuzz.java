// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fuzzer's target: what {@link WirePropertiesTest} demands of spoiled frames, demanded of whatever the fuzzer makes up.
 * The first byte of an input says who the peer is and how the rest is taken; see docs/fuzzing.md for the run.
 */
public final class WireFuzz {
    private static final LoneConnection.Peer[] PEERS = LoneConnection.Peer.values();
    /** The rest is type, compressor and body of one frame, whose head is put before it; else it is the stream itself. */
    private static final int FRAMED = 4;
    /** It comes byte by byte a second time, and must come to the same. */
    private static final int IN_PIECES = 8;

    private WireFuzz() {}

    /** Called by the fuzzer once. */
    public static void fuzzerInitialize() {
        new QuietFront().begin();
    }

    /** Called by the fuzzer for every input; whatever is thrown is a finding. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 3) {
            return;
        }
        LoneConnection.Peer peer = PEERS[(input[0] & 3) % PEERS.length];
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        byte[] stream = (input[0] & FRAMED) == 0 ? rest : framed(rest);
        WireJudge.assertHarmless(peer, stream);
        if ((input[0] & IN_PIECES) != 0) {
            WireJudge.assertPiecesDoNotMatter(peer, stream, 1);
        }
    }

    /** Inputs to begin with, by name: every real frame, from everybody who might send it, as a stream and framed. */
    static Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        List<byte[]> frames = new ArrayList<>(WireSeeds.frames());
        frames.add(frames.stream().reduce(new byte[0], Mutation::joined));
        for (int number = 0; number < frames.size(); number++) {
            byte[] frame = frames.get(number);
            for (int peer = 0; peer < PEERS.length; peer++) {
                byte[] asStream = Mutation.joined(new byte[] {(byte) (peer | IN_PIECES)}, frame);
                seeds.put("stream-" + number + '-' + PEERS[peer], asStream);
                byte[] head = {(byte) (peer | FRAMED), frame[9], frame[11]};
                byte[] body = Arrays.copyOfRange(frame, frame[8], frame.length);
                seeds.put("framed-" + number + '-' + PEERS[peer], Mutation.joined(head, body));
            }
        }
        return seeds;
    }

    private static byte[] framed(byte[] typeCompressorBody) {
        ByteBuf frame = Unpooled.buffer(FrameType.HEAD_BYTES + typeCompressorBody.length);
        frame.writeShort(FrameType.MAGIC).writeByte(FrameType.VERSION);
        frame.writeInt(FrameType.HEAD_BYTES + typeCompressorBody.length - 2);
        frame.writeShort(FrameType.HEAD_BYTES).writeByte(typeCompressorBody[0]).writeByte(FrameType.SEATA_CODEC);
        frame.writeByte(typeCompressorBody[1])
                .writeInt(1)
                .writeBytes(typeCompressorBody, 2, typeCompressorBody.length - 2);
        return frame.array();
    }
}
