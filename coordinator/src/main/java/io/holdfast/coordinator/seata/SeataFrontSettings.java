// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import java.time.Duration;
import java.util.List;

/**
 * The settings {@code holdfast.seata.*}. Every component may be null and then takes its default, so that a configuration
 * file names only what it changes; the accessors never return null.
 *
 * @param host the address to listen on; default 127.0.0.1
 * @param port the port to listen on, 0 for any free one; default 8091
 * @param advertisedHost the host that clients reach this coordinator at, part of every xid; default: {@code host}, which
 *     then must not be a wildcard
 * @param eventLoops how many threads serve the connections; default: half of the processors, at least 1, at most 4
 * @param maxConnections connections beyond are closed at once; default 4096
 * @param maxFrameBytes the largest frame, also after decompression; default 8 MiB, which is every client's own limit
 * @param maxRegistrationBytes the largest frame before a connection has registered; default 1 MiB, or the above if
 *     that is less
 * @param maxHalfReceivedBytes how much all connections together may have of frames over 4 KiB that are not complete, a
 *     frame counting with its whole size; default 64 MiB
 * @param maxApplicationDataBytes the largest application data of a branch, in bytes of UTF-8; default 64 KiB,
 *     or what a frame has room for if that is less
 * @param maxNameBytes the longest application id, group, transaction name or resource id; default 1024
 * @param maxResources how many resource ids one connection may register; default 4096
 * @param maxPendingCalls how many Confirm and Cancel calls one connection may leave unanswered; default 16384
 * @param maxRequestsInFlight a connection with this many requests unanswered is not read from until half of them are
 *     answered, so that no client fills the lanes' inboxes; what one frame holds beyond twice as many is refused as
 *     BUSY; default 2048
 * @param maxDelayedReplies how many refusals one connection may have waiting out {@code retryDelay}; default 1024
 * @param writeHighWaterBytes a connection with more than this unsent is not read from and not called; default 1 MiB
 * @param readIdle a connection that completes no frame for this long is closed (clients ping every 5 s); default 15 s
 * @param callExpiry after this long an unanswered call is forgotten; must exceed the lanes' own call timeout; default
 *     2 min
 * @param retryDelay a commit or rollback that may succeed a little later is refused only after this long, because the
 *     clients repeat it at once, five times; default 500 ms
 * @param accessKeys whom {@link AccessKeys} admits; default: none, and then everybody is
 * @param accessKeyWindow how far from now a registration may have been signed; default 5 min
 * @param sslBundle the SSL bundle whose certificate the port shows, to clients behind a tunnel that speaks TLS; default: none,
 *     and the port speaks plainly, as the clients do
 */
public record SeataFrontSettings(
        String host,
        Integer port,
        String advertisedHost,
        Integer eventLoops,
        Integer maxConnections,
        Integer maxFrameBytes,
        Integer maxRegistrationBytes,
        Integer maxHalfReceivedBytes,
        Integer maxApplicationDataBytes,
        Integer maxNameBytes,
        Integer maxResources,
        Integer maxPendingCalls,
        Integer maxRequestsInFlight,
        Integer maxDelayedReplies,
        Integer writeHighWaterBytes,
        Duration readIdle,
        Duration callExpiry,
        Duration retryDelay,
        List<AccessKey> accessKeys,
        Duration accessKeyWindow,
        String sslBundle) {
    private static final int MIB = 1 << 20;

    /** @throws IllegalArgumentException if a value is impossible; the message names its key */
    public SeataFrontSettings {
        host = host == null ? "127.0.0.1" : host.strip();
        port = orDefault(port, 8091);
        eventLoops = orDefault(eventLoops, halfOfTheProcessors());
        maxConnections = orDefault(maxConnections, 4096);
        maxFrameBytes = orDefault(maxFrameBytes, 8 * MIB);
        maxRegistrationBytes = orDefault(maxRegistrationBytes, Math.min(MIB, maxFrameBytes));
        maxHalfReceivedBytes = orDefault(maxHalfReceivedBytes, 64 * MIB);
        maxApplicationDataBytes = orDefault(maxApplicationDataBytes, Math.min(64 << 10, maxFrameBytes - 512));
        maxNameBytes = orDefault(maxNameBytes, 1024);
        maxResources = orDefault(maxResources, 4096);
        maxPendingCalls = orDefault(maxPendingCalls, 16_384);
        maxRequestsInFlight = orDefault(maxRequestsInFlight, 2048);
        maxDelayedReplies = orDefault(maxDelayedReplies, 1024);
        writeHighWaterBytes = orDefault(writeHighWaterBytes, MIB);
        readIdle = readIdle == null ? Duration.ofSeconds(15) : readIdle;
        callExpiry = callExpiry == null ? Duration.ofMinutes(2) : callExpiry;
        retryDelay = retryDelay == null ? Duration.ofMillis(500) : retryDelay;
        accessKeys = accessKeys == null ? List.of() : List.copyOf(accessKeys);
        sslBundle = sslBundle == null ? "" : sslBundle.strip();
        accessKeyWindow = accessKeyWindow == null ? Duration.ofMinutes(5) : accessKeyWindow;
        advertisedHost = checkedAdvertisedHost(host, advertisedHost);
        requireBetween(port, 0, 65_535, "port");
        requireBetween(eventLoops, 1, 64, "event-loops");
        requireBetween(maxConnections, 1, 1_000_000, "max-connections");
        requireBetween(maxFrameBytes, 1024, 64 * MIB, "max-frame-bytes");
        requireBetween(maxRegistrationBytes, 1024, maxFrameBytes, "max-registration-bytes");
        requireBetween(maxHalfReceivedBytes, maxFrameBytes, Integer.MAX_VALUE, "max-half-received-bytes");
        requireBetween(maxApplicationDataBytes, 0, maxFrameBytes - 512, "max-application-data-bytes");
        requireBetween(maxNameBytes, 16, Short.MAX_VALUE, "max-name-bytes");
        requireBetween(maxResources, 1, 1_000_000, "max-resources");
        requireBetween(maxPendingCalls, 1, 10_000_000, "max-pending-calls");
        requireBetween(maxRequestsInFlight, 16, 1_000_000, "max-requests-in-flight");
        requireBetween(maxDelayedReplies, 0, 1_000_000, "max-delayed-replies");
        requireBetween(writeHighWaterBytes, 1024, 1024 * MIB, "write-high-water-bytes");
        requireBetween(readIdle, Duration.ofMillis(50), Duration.ofHours(1), "read-idle");
        requireBetween(callExpiry, Duration.ofMillis(50), Duration.ofHours(24), "call-expiry");
        requireBetween(retryDelay, Duration.ZERO, Duration.ofSeconds(5), "retry-delay");
        requireBetween(accessKeyWindow, Duration.ofSeconds(1), Duration.ofHours(24), "access-key-window");
    }

    private static String checkedAdvertisedHost(String host, String advertised) {
        require(!host.isEmpty(), "host", "must not be empty");
        require(
                advertised != null || !isWildcard(host),
                "advertised-host",
                "must be set when holdfast.seata.host is " + host + ": clients cannot connect to a wildcard address");
        String checked = advertised == null ? host : advertised.strip();
        require(!checked.isEmpty(), "advertised-host", "must not be empty");
        require(!isWildcard(checked), "advertised-host", "must not be a wildcard: " + checked);
        return checked;
    }

    private static int halfOfTheProcessors() {
        return Math.min(4, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }

    /** Everything as it is when nothing is configured. */
    public static SeataFrontSettings defaults() {
        return atPort(null);
    }

    /** The defaults, on this port of the loopback interface; 0 takes any free one, null the default one. */
    public static SeataFrontSettings atPort(Integer port) {
        return new SeataFrontSettings(
                null, port, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null, null, null, null);
    }

    private static int orDefault(Integer value, int other) {
        return value == null ? other : value;
    }

    private static boolean isWildcard(String host) {
        return host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]") || host.equals("*");
    }

    private static void requireBetween(int value, int least, int most, String key) {
        require(value >= least && value <= most, key, "must be from " + least + " to " + most + ", but is " + value);
    }

    private static void requireBetween(Duration value, Duration least, Duration most, String key) {
        require(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                key,
                "must be from " + least + " to " + most + ", but is " + value);
    }

    private static void require(boolean holds, String key, String problem) {
        if (!holds) {
            throw new IllegalArgumentException("holdfast.seata." + key + " " + problem);
        }
    }
}
