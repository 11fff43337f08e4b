// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

/** How the transaction of an order is run. The words are the order service's. */
enum Way {
    /** The caller begins, calls every Try, and decides, with Seata's client. */
    INTERACTIVE,
    /** The caller hands the whole transaction over to the coordinator. */
    ONE_CALL
}
