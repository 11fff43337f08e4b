// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;

/**
 * What must hold whatever bytes come: the connection serves them or closes as the protocol's own error says, never because
 * of an error of ours; it allocates no more than the bytes are worth; it keeps nothing; and the pieces that the bytes come
 * in make no difference.
 */
final class WireJudge {
    /** A list of the smallest messages takes a few dozen bytes an entry of eight bytes, each answer somewhat more. */
    private static final long ALLOCATED_PER_BYTE = 200;

    private static final long ALLOCATED_ANYWAY = 100_000;

    private record Outcome(boolean open, long allocated) {}

    private WireJudge() {}

    /** @return whether the connection is still open at the end */
    static boolean assertHarmless(LoneConnection.Peer peer, byte[] stream) {
        long worth = stream.length + (long) LoneConnection.MAX_FRAME_BYTES * compressedFrames(stream);
        long bound = ALLOCATED_ANYWAY + ALLOCATED_PER_BYTE * worth;
        Outcome outcome = outcome(peer, stream);
        if (outcome.allocated > bound) {
            // The JVM itself allocates when it runs a line for the first time.
            outcome = outcome(peer, stream);
            assertThat(outcome.allocated).as("bytes allocated").isLessThanOrEqualTo(bound);
        }
        return outcome.open;
    }

    /** @return how many inputs the lanes were given */
    static int assertPiecesDoNotMatter(LoneConnection.Peer peer, byte[] stream, int piece) {
        List<Object> whole = whatComesOf(peer, stream, Math.max(1, stream.length));
        assertThat(whatComesOf(peer, stream, piece)).isEqualTo(whole);
        return ((List<?>) whole.get(0)).size();
    }

    private static Outcome outcome(LoneConnection.Peer peer, byte[] stream) {
        try (LoneConnection connection = new LoneConnection(peer)) {
            long before = LoneConnection.allocatedByThisThread();
            connection.receive(stream);
            connection.refuseAll("not now");
            long allocated = LoneConnection.allocatedByThisThread() - before;
            return new Outcome(connection.isOpen(), allocated);
        }
    }

    private static List<Object> whatComesOf(LoneConnection.Peer peer, byte[] stream, int piece) {
        try (LoneConnection connection = new LoneConnection(peer)) {
            for (int at = 0; at < stream.length; at += piece) {
                connection.receive(stream, at, Math.min(piece, stream.length - at));
            }
            boolean open = connection.isOpen();
            return List.of(connection.taken(), Arrays.toString(connection.sent()), open);
        }
    }

    /** A compressed one is worth as much as the limit allows. */
    private static int compressedFrames(byte[] stream) {
        int count = 0;
        for (int at = 0; at + FrameType.HEAD_BYTES <= stream.length; at++) {
            count += stream[at] == (byte) 0xDA && stream[at + 1] == (byte) 0xDA && stream[at + 11] != 0 ? 1 : 0;
        }
        return count;
    }
}
