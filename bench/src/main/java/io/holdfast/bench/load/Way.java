// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.util.List;

/** A way to run an order as a global transaction. Safe for any thread. */
interface Way {
    /** The Dubbo groups of the participants of an order. */
    List<String> PARTS = List.of("first", "second", "third");

    String SKU = "SKU-1";
    String NAME = "place-order";
    int TIMEOUT_MILLIS = 60_000;

    /**
     * Returns when every participant has confirmed.
     *
     * @throws Exception if anything else became of it
     */
    void place(String orderNo) throws Exception;
}
