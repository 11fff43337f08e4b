// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import io.holdfast.bench.load.DubboCalls;
import io.holdfast.sample.api.InventoryAction;
import io.holdfast.sample.api.NewOrder;
import io.holdfast.sample.api.OrderAction;
import io.holdfast.sample.api.PaymentAction;
import java.nio.file.Path;
import java.util.List;
import org.apache.seata.core.context.RootContext;
import org.apache.seata.core.exception.TransactionException;
import org.apache.seata.tm.TMClient;
import org.apache.seata.tm.api.GlobalTransaction;
import org.apache.seata.tm.api.GlobalTransactionContext;

/**
 * A process that begins a global transaction for every CALLER_DIES order of a file, runs all of its Trys through
 * Seata's own client and Dubbo, and halts without deciding any. The coordinator's timeout has to cancel them.
 *
 * <p>On standard output one line an order: {@code TRIED orderNo begun-at-epoch-millis xid}, or
 * {@code FAILED orderNo reason}. Always ends with status 137, as after kill -9.
 */
final class CallerThatDies {
    static final String TRIED = "TRIED";
    static final String FAILED = "FAILED";
    static final int STATUS = 137;

    private static final String GROUP = "holdfast-demo";
    private static final int TIMEOUT_MILLIS = 5_000;

    private final OrderAction order;
    private final InventoryAction inventory;
    private final PaymentAction payment;

    private CallerThatDies(OrderAction order, InventoryAction inventory, PaymentAction payment) {
        this.order = order;
        this.inventory = inventory;
        this.payment = payment;
    }

    /**
     * Tries every order that this process is for, then halts.
     *
     * @param arguments the file of orders, the coordinator's host:port, the Dubbo urls of order, inventory, payment
     */
    public static void main(String[] arguments) throws Exception {
        List<OrderLine> orders = OrdersFile.read(Path.of(arguments[0])).stream()
                .filter(line -> line.kind() == Kind.CALLER_DIES)
                .toList();
        connectToCoordinator(arguments[1]);
        DubboCalls dubbo = DubboCalls.start("caller-that-dies", TIMEOUT_MILLIS);
        CallerThatDies caller = new CallerThatDies(
                dubbo.reference(OrderAction.class, null, arguments[2]),
                dubbo.reference(InventoryAction.class, null, arguments[3]),
                dubbo.reference(PaymentAction.class, null, arguments[4]));
        orders.forEach(caller::tryAndForget);
        System.out.flush();
        // Not exit: nothing may be tidied up, as in a process that is killed.
        Runtime.getRuntime().halt(STATUS);
    }

    /** What is not said here is in file.conf; system properties win over it. */
    private static void connectToCoordinator(String address) {
        System.setProperty("service.coordinator.grouplist", address);
        TMClient.init("caller-that-dies", GROUP);
    }

    private void tryAndForget(OrderLine line) {
        long begunAt = System.currentTimeMillis();
        try {
            GlobalTransaction transaction = GlobalTransactionContext.createNew();
            transaction.begin(TIMEOUT_MILLIS, "caller that dies");
            order.create(new NewOrder(line.orderNo(), line.sku(), line.quantity(), line.account(), line.amount()));
            inventory.freeze(line.orderNo(), line.sku(), line.quantity());
            payment.freeze(line.orderNo(), line.account(), line.amount());
            System.out.println(TRIED + " " + line.orderNo() + " " + begunAt + " " + transaction.getXid());
        } catch (TransactionException | RuntimeException e) {
            System.out.println(FAILED + " " + line.orderNo() + " " + e);
            e.printStackTrace();
        } finally {
            RootContext.unbind();
        }
    }
}
