// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

/** How the two clients introduce themselves, and what their branches carry: the same, so that the same bytes travel. */
final class Participant {
    static final String APPLICATION = "holdfast-load";
    static final String GROUP = "holdfast-load";
    static final String RESOURCE = "load-inventory";
    static final String TRANSACTION_NAME = "place-order(java.lang.String)";
    static final int TIMEOUT_MILLIS = 60_000;

    /** What Seata's own interceptor writes for a Try with two arguments. */
    static final String APPLICATION_DATA = "{\"actionContext\":{\"action-start-time\":1750000000000,"
            + "\"useTCCFence\":false,\"sys::prepare\":\"freeze\",\"sys::commit\":\"confirm\","
            + "\"sys::rollback\":\"cancel\",\"actionName\":\"" + RESOURCE + "\",\"host-name\":\"127.0.0.1\","
            + "\"orderNo\":\"O-0001\",\"quantity\":2}}";

    private Participant() {}
}
