// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.io.IOException;

/** One client process's connection to one coordinator. Rounds run one after another. */
interface LoadClient extends AutoCloseable {
    /**
     * Runs one round; everything that it began has ended when it returns.
     *
     * @throws IOException if the connection is lost or refused, a watched process is gone, or transactions do not end
     */
    RoundResult run(RoundPlan plan) throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
