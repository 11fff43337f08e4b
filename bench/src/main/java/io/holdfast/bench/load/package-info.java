/**
 * Load on a coordinator that speaks Seata's protocol, whichever it is: two clients, their books, and what a round cost.
 * Knows nothing of how coordinators are started.
 */
package io.holdfast.bench.load;
