// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.call;

import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.Phase;

/** A way to call participants: Dubbo, HTTP. Safe for any thread. */
public interface Wire extends AutoCloseable {
    /**
     * Whom a call of this phase goes to, for people and as a key: calls to the same address share limits and a line.
     *
     * @throws IllegalArgumentException if the endpoint cannot be called, ever
     */
    String address(Endpoint endpoint, Phase phase);

    /** A new line to an endpoint's address for this phase. Neither connects nor blocks. */
    Line line(Endpoint endpoint, Phase phase);

    @Override
    void close();
}
