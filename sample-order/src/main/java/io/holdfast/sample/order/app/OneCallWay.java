// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.app;

import io.holdfast.api.Branch;
import io.holdfast.api.BranchOutcome;
import io.holdfast.api.DubboTarget;
import io.holdfast.api.Outcome;
import io.holdfast.api.Submission;
import io.holdfast.api.Transactions;
import io.holdfast.api.TransactionsException;
import io.holdfast.api.TryOutcome;
import io.holdfast.sample.api.InventoryAction;
import io.holdfast.sample.api.OrderAction;
import io.holdfast.sample.api.PaymentAction;
import io.holdfast.sample.api.RefusedException;
import io.holdfast.sample.order.domain.NewOrder;
import io.holdfast.sample.order.domain.OrderBook;
import io.holdfast.sample.order.domain.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * The one-call way: the whole transaction is handed over, and the coordinator calls all three Trys at the same time,
 * decides, and calls Confirm or Cancel. From when it is accepted this process may die: the order ends all the same.
 */
@Component
public final class OneCallWay implements OrderWay {
    private static final String TRIED = "TRIED";
    private static final String RESTART = "RESTART";
    private static final String ORDER = "order";

    private final Transactions coordinator;
    private final OrderBook book;
    private final OneCallSettings settings;

    public OneCallWay(Transactions coordinator, OrderBook book, OneCallSettings settings) {
        this.coordinator = coordinator;
        this.book = book;
        this.settings = settings;
    }

    /**
     * Submits, and waits until all participants have acknowledged. The order's number is the key: however often and
     * wherever it is sent, it is one transaction.
     */
    @Override
    public void place(NewOrder order, Consumer<String> started) throws TransactionsException {
        long begun = System.nanoTime();
        Outcome outcome = coordinator.submit(Submission.of("place-order", order(order), stock(order), money(order))
                .withKey("order-" + order.orderNo())
                .tagged("orderNo", order.orderNo())
                .withTimeoutMillis(settings.timeoutMillis()));
        started.accept(outcome.xid());
        if (outcome.cause() != null && !outcome.cause().equals(TRIED)) {
            giveUp(order, outcome, Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private Branch order(NewOrder order) {
        return Branch.of(
                        target(OrderAction.class, "create", settings.orderUrl()),
                        order.orderNo(),
                        order.sku(),
                        order.quantity(),
                        order.account(),
                        order.amount())
                .named(ORDER);
    }

    private Branch stock(NewOrder order) {
        return Branch.of(
                        target(InventoryAction.class, "freeze", settings.inventoryUrl()),
                        order.orderNo(),
                        order.sku(),
                        order.quantity())
                .named("stock");
    }

    private Branch money(NewOrder order) {
        return Branch.of(
                        target(PaymentAction.class, "freeze", settings.paymentUrl()),
                        order.orderNo(),
                        order.account(),
                        order.amount())
                .named("money");
    }

    private static DubboTarget target(Class<?> service, String tryMethod, String url) {
        DubboTarget target = DubboTarget.of(service.getName(), tryMethod);
        return url.isEmpty() ? target : target.at(url);
    }

    /** Notes in the order why it is cancelled. Another's refusal may have kept the order's own Try from being done. */
    private void giveUp(NewOrder order, Outcome outcome, Duration taken) {
        long branchId = outcome.branches().stream()
                .filter(branch -> ORDER.equals(branch.name()))
                .mapToLong(BranchOutcome::branchId)
                .findFirst()
                .orElse(0);
        Optional<RefusedException> refused = outcome.branches().stream()
                .filter(branch -> branch.tryOutcome() == TryOutcome.REFUSED)
                .flatMap(branch -> RefusedException.of(branch.reason()).stream())
                .findFirst();
        if (refused.isPresent()) {
            RefusedException no = refused.get();
            book.giveUp(order, outcome.xid(), branchId, new Reason(no.refusal(), no.explanation()));
        } else {
            book.giveUp(order, outcome.xid(), branchId, failure(outcome, taken));
        }
    }

    /** A Try without an answer ends at the transaction's deadline: which of the two is noticed first is chance. */
    private Reason failure(Outcome outcome, Duration taken) {
        if (taken.toMillis() >= settings.timeoutMillis()) {
            return Reason.timeout(settings.timeoutMillis());
        }
        return outcome.cause().equals(RESTART) ? Reason.restart() : Reason.participantFailed();
    }
}
