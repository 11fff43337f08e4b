// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import java.time.Duration;

/**
 * How coordinators speak with each other. What is null becomes its default. Every node of a cluster should have the same.
 *
 * @param maxFrameBytes the largest request or answer; a larger one is refused as LIMIT before it is sent; default 16 MiB
 * @param maxInFlight requests at one peer that are not answered yet, and of one peer here; more are refused as BUSY;
 *     default 16384
 * @param maxWaitingBytes requests that wait for one peer to connect or to read; more are refused as BUSY; default 32 MiB
 * @param maxConnections that are taken from peers, those that have not proven yet who they are included; default 256
 * @param writeHighWaterBytes unsent bytes at which a peer that does not read is neither read from nor written to; default
 *     1 MiB
 * @param silence after which a peer that says nothing at all is given up; it is asked three times meanwhile, but not more
 *     than once a second; default 3 s
 * @param backoff between a failure and the next attempt to connect; requests are refused meanwhile; default 200 ms
 */
public record PeerSettings(
        Integer maxFrameBytes,
        Integer maxInFlight,
        Integer maxWaitingBytes,
        Integer maxConnections,
        Integer writeHighWaterBytes,
        Duration silence,
        Duration backoff) {
    private static final int MIB = 1 << 20;

    /** @throws IllegalArgumentException if a value is impossible; the message names it */
    public PeerSettings {
        maxFrameBytes = maxFrameBytes == null ? 16 * MIB : maxFrameBytes;
        maxInFlight = maxInFlight == null ? 16_384 : maxInFlight;
        maxWaitingBytes = maxWaitingBytes == null ? Math.max(32 * MIB, maxFrameBytes) : maxWaitingBytes;
        maxConnections = maxConnections == null ? 256 : maxConnections;
        writeHighWaterBytes = writeHighWaterBytes == null ? MIB : writeHighWaterBytes;
        silence = silence == null ? Duration.ofSeconds(3) : silence;
        backoff = backoff == null ? Duration.ofMillis(200) : backoff;

        requireBetween(maxFrameBytes, 1024, 64 * MIB, "max-frame-bytes");
        requireBetween(maxInFlight, 1, 1_000_000, "max-in-flight");
        requireBetween(maxWaitingBytes, maxFrameBytes, 1024 * MIB, "max-waiting-bytes");
        requireBetween(maxConnections, 2, 65_536, "max-connections");
        requireBetween(writeHighWaterBytes, 1024, 1024 * MIB, "write-high-water-bytes");
        requireBetween((int) Math.min(silence.toMillis(), Integer.MAX_VALUE), 60, 600_000, "silence, in ms,");
        requireBetween((int) Math.min(backoff.toMillis(), Integer.MAX_VALUE), 0, 600_000, "backoff, in ms,");
    }

    /** Everything as it is when nothing is configured. */
    public static PeerSettings defaults() {
        return new PeerSettings(null, null, null, null, null, null, null);
    }

    /** How often silence is noticed, and answered by a ping. */
    long pingMillis() {
        return Math.min(1_000, silence.toMillis() / 3);
    }

    /** After how many quiet {@link #pingMillis} in a row a peer is given up. */
    int quietTicks() {
        return (int) ((silence.toMillis() + pingMillis() - 1) / pingMillis());
    }

    private static void requireBetween(int value, int least, int most, String name) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "peers: " + name + " must be between " + least + " and " + most + ", not " + value);
        }
    }
}
