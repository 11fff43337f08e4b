// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

/**
 * How calls of one participant went.
 *
 * @param calls that have ended since this was first counted
 * @param failures of those: not answered, or answered that it was not done
 * @param totalMillis what they took, all added up
 * @param recentCalls within the last minute or so
 * @param recentFailures of those
 * @param medianMillis of the recent ones, to within a fifth; 0 if there are none
 * @param p99Millis of the recent ones, to within a fifth; 0 if there are none
 */
public record CallFigures(
        long calls,
        long failures,
        double totalMillis,
        long recentCalls,
        long recentFailures,
        double medianMillis,
        double p99Millis) {}
