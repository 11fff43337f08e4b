// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.app;

import io.holdfast.api.TransactionsException;
import io.holdfast.sample.order.domain.NewOrder;
import java.util.function.Consumer;
import org.apache.seata.core.exception.TransactionException;

/** A way to run the global transaction of one order. What became of it stands in the order's row afterwards. */
interface OrderWay {
    /**
     * Runs the transaction, on the calling thread until it is decided or nobody knows.
     *
     * @param started is told the xid as soon as it is known
     * @throws io.holdfast.sample.api.RefusedException if a participant refused a Try that was called here
     * @throws TransactionException told by Seata's client: not begun, or out of time, or the outcome is not known
     * @throws TransactionsException told by the coordinator: the transaction was not taken, or nobody knows
     */
    void place(NewOrder order, Consumer<String> started) throws TransactionException, TransactionsException;
}
