// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

/**
 * How much is tried: a sample in every build, much more with {@code -Pcrash}.
 *
 * @param turns of each recorded life
 * @param boundaryStep one boundary in so many is tried, about; 1: every one
 * @param images of crashed or damaged files that a test opens, about
 */
record Effort(int turns, int boundaryStep, int images, long seed) {
    static Effort given() {
        boolean large = Boolean.getBoolean("crash.all");
        long seed = Long.getLong("crash.seed", 1);
        return large
                ? new Effort(
                        Integer.getInteger("crash.turns", 2_000),
                        Integer.getInteger("crash.boundary-step", 1),
                        Integer.getInteger("crash.images", 20_000),
                        seed)
                : new Effort(400, 80, 120, seed);
    }
}
