// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.app;

import io.holdfast.api.TransactionsException;
import io.holdfast.sample.api.RefusedException;
import io.holdfast.sample.order.domain.NewOrder;
import io.holdfast.sample.order.domain.Order;
import io.holdfast.sample.order.domain.OrderBook;
import io.holdfast.sample.order.domain.Reason;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.seata.core.exception.TransactionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Takes orders and tells what became of them. What it tells is what the order's row says: the row is changed by the
 * coordinator's decision alone, and so is right whatever this process believes or missed.
 */
@Component
public final class OrderDesk {
    private static final Logger LOG = LoggerFactory.getLogger(OrderDesk.class);

    private final OrderWay interactive;
    private final OrderWay oneCall;
    private final OrderBook book;
    private final Duration timeout;

    OrderDesk(
            @Qualifier("interactiveWay") OrderWay interactive,
            @Qualifier("oneCallWay") OrderWay oneCall,
            OrderBook book,
            @Value("${sample.order-timeout-millis}") long timeoutMillis) {
        this.interactive = interactive;
        this.oneCall = oneCall;
        this.book = book;
        this.timeout = Duration.ofMillis(timeoutMillis);
    }

    /**
     * Places an order, or finds it if it was placed before: sending the same order again is harmless.
     *
     * @throws OrderNumberTakenException if the number belongs to another order
     * @throws NotPlacedException if nothing was noted; the order may be sent again
     */
    public Placement place(NewOrder wanted, Way way) {
        Order before = book.find(wanted.orderNo());
        if (before != null) {
            return again(before, wanted);
        }
        AtomicReference<String> xid = new AtomicReference<>();
        Exception failure = run(wanted, way, xid);
        Order order = book.find(wanted.orderNo());
        if (order == null) {
            throw new NotPlacedException(wanted.orderNo(), failure);
        }
        // Somebody else's, if two callers sent the same number at the same time.
        return order.xid().equals(xid.get()) ? new Placement(order, true) : again(order, wanted);
    }

    /** Null if there is no such order. */
    public Order find(String orderNo) {
        return book.find(orderNo);
    }

    /** Null if an outcome is known. Whatever went wrong, the row says what became of the order, or will say it. */
    private Exception run(NewOrder wanted, Way way, AtomicReference<String> xid) {
        long begun = System.nanoTime();
        try {
            (way == Way.ONE_CALL ? oneCall : interactive).place(wanted, xid::set);
            return null;
        } catch (RefusedException refused) {
            return refused;
        } catch (TransactionException | TransactionsException | RuntimeException failure) {
            LOG.warn("Order {} ({}) was not placed: {}", wanted.orderNo(), xid, failure.toString());
            if (System.nanoTime() - begun >= timeout.toNanos()) {
                explain(wanted, xid, Reason.timeout(timeout.toMillis()));
            } else if (failure instanceof RuntimeException) {
                explain(wanted, xid, Reason.participantFailed());
            }
            // Else the coordinator did not answer: the outcome is not known here, and nothing may be claimed.
            return failure;
        }
    }

    private void explain(NewOrder wanted, AtomicReference<String> xid, Reason reason) {
        if (xid.get() != null) {
            book.explain(wanted.orderNo(), xid.get(), reason);
        }
    }

    private static Placement again(Order order, NewOrder wanted) {
        if (!order.isFor(wanted)) {
            throw new OrderNumberTakenException(wanted.orderNo());
        }
        return new Placement(order, false);
    }

    /**
     * What became of an order.
     *
     * @param fresh placed by this very call, not by an earlier or a concurrent one
     */
    public record Placement(Order order, boolean fresh) {}

    /** The number belongs to an order for something else. */
    public static final class OrderNumberTakenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OrderNumberTakenException(String orderNo) {
            super("The order number " + orderNo + " belongs to another order.");
        }
    }

    /** Nothing was noted. */
    public static final class NotPlacedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotPlacedException(String orderNo, Exception cause) {
            super(
                    "The order " + orderNo + " was not placed, as far as is known here. Send it again: it will not be"
                            + " placed twice.",
                    cause);
        }
    }
}
