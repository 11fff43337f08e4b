// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

/** What an order of the demonstration is about; the samples' seeded accounts and SKUs make it happen. */
enum Kind {
    /** Everything is there: it is confirmed. */
    FINE,
    /** Inventory refuses. */
    OUT_OF_STOCK,
    /** Payment refuses: too little balance. */
    INSUFFICIENT_BALANCE,
    /** Payment refuses after inventory froze: the account is blocked. */
    BLOCKED,
    /** Payment answers later than the transaction's timeout. */
    SLOW,
    /** The caller runs every Try, or hands the whole over, and dies before anything is decided. */
    CALLER_DIES
}
