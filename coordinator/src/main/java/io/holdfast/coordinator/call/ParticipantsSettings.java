// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.call;

import java.time.Duration;

/**
 * The settings {@code holdfast.participants.*}: calls that the coordinator makes by itself. Every component may be null and
 * then takes its default; the accessors of all but {@code registry} never return null.
 *
 * @param registry where Dubbo participants without an address are looked up, {@code nacos://127.0.0.1:8848}; default null:
 *     nowhere, every Dubbo branch needs an address
 * @param connectTimeout how long a connection may take to come about; default 2 s
 * @param concurrentTrys calls of Try that may be under way at one participant; default 64
 * @param concurrentCalls calls of Confirm and Cancel that may be under way at one participant; default 64
 * @param waiting calls that may wait for their turn at one participant, of Trys and of others each; the next one fails at
 *     once; default 1024
 * @param totalCalls calls that may be under way at all participants together; default 4096
 * @param participants how many participants are kept count of, each for its Trys and for its other calls; past it, the one
 *     that was idle longest is forgotten; default 1024
 * @param idle connections and counts of a participant that was not called for this long are let go; default 10 min
 * @param maxAnswerBytes more of an HTTP answer is not read; default 64 KiB
 */
public record ParticipantsSettings(
        String registry,
        Duration connectTimeout,
        Integer concurrentTrys,
        Integer concurrentCalls,
        Integer waiting,
        Integer totalCalls,
        Integer participants,
        Duration idle,
        Integer maxAnswerBytes,
        Breaker breaker) {
    /** @throws IllegalArgumentException if a value is impossible; the message names its key */
    public ParticipantsSettings {
        registry = registry == null || registry.isBlank() ? null : registry.strip();
        require(
                registry == null || registry.matches("[a-z0-9-]+://\\S+"),
                "registry",
                "must be like nacos://host:port");
        connectTimeout = connectTimeout == null ? Duration.ofSeconds(2) : connectTimeout;
        concurrentTrys = orDefault(concurrentTrys, 64);
        concurrentCalls = orDefault(concurrentCalls, 64);
        waiting = orDefault(waiting, 1024);
        totalCalls = orDefault(totalCalls, 4096);
        participants = orDefault(participants, 1024);
        idle = idle == null ? Duration.ofMinutes(10) : idle;
        maxAnswerBytes = orDefault(maxAnswerBytes, 64 << 10);
        breaker = breaker == null ? new Breaker(null, null, null, null, null) : breaker;
        requireBetween(connectTimeout, Duration.ofMillis(10), Duration.ofMinutes(1), "connect-timeout");
        requireBetween(concurrentTrys, 1, 100_000, "concurrent-trys");
        requireBetween(concurrentCalls, 1, 100_000, "concurrent-calls");
        requireBetween(waiting, 1, 1_000_000, "waiting");
        requireBetween(totalCalls, 1, 1_000_000, "total-calls");
        requireBetween(participants, 1, 100_000, "participants");
        requireBetween(idle, Duration.ofMillis(100), Duration.ofDays(1), "idle");
        requireBetween(maxAnswerBytes, 1024, 1 << 24, "max-answer-bytes");
    }

    /** Everything as it is when nothing is configured. */
    public static ParticipantsSettings defaults() {
        return new ParticipantsSettings(null, null, null, null, null, null, null, null, null, null);
    }

    /**
     * {@code holdfast.participants.breaker.*}: when a participant is left alone for a while. Only calls that it did not
     * answer, or answered with a failure of its own, count against it; a refusal is an answer.
     *
     * @param window how many of the last calls are looked at; default 20
     * @param minimumCalls fewer say nothing; default 10
     * @param failurePercent as many of them failed: it is left alone; default 50
     * @param openFor for how long; then it is tried again; default 2 s
     * @param probes calls that try whether it is back; default 3
     */
    public record Breaker(
            Integer window, Integer minimumCalls, Integer failurePercent, Duration openFor, Integer probes) {
        public Breaker {
            window = orDefault(window, 20);
            minimumCalls = orDefault(minimumCalls, Math.min(10, window));
            failurePercent = orDefault(failurePercent, 50);
            openFor = openFor == null ? Duration.ofSeconds(2) : openFor;
            probes = orDefault(probes, 3);
            requireBetween(window, 2, 10_000, "breaker.window");
            requireBetween(minimumCalls, 1, window, "breaker.minimum-calls");
            requireBetween(failurePercent, 1, 100, "breaker.failure-percent");
            requireBetween(openFor, Duration.ofMillis(10), Duration.ofMinutes(10), "breaker.open-for");
            requireBetween(probes, 1, 1000, "breaker.probes");
        }
    }

    private static int orDefault(Integer value, int other) {
        return value == null ? other : value;
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
            throw new IllegalArgumentException("holdfast.participants." + key + " " + problem);
        }
    }
}
