// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import java.util.function.LongFunction;

/** Runs one seed, for those who know no class of the simulation: the invariant that broke, or null. */
public final class OneWorld implements LongFunction<String> {
    @Override
    public String apply(long seed) {
        try {
            new SimWorld(new Scenario(seed), Mutant.NONE, false).run();
            return null;
        } catch (Broken broken) {
            return broken.which();
        }
    }
}
