// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import com.google.gson.JsonParseException;
import io.holdfast.bench.load.DubboCalls;
import io.holdfast.sample.api.InventoryAction;
import io.holdfast.sample.api.OrderAction;
import io.holdfast.sample.api.PaymentAction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.seata.core.context.RootContext;
import org.apache.seata.core.exception.TransactionException;
import org.apache.seata.tm.TMClient;
import org.apache.seata.tm.api.GlobalTransaction;
import org.apache.seata.tm.api.GlobalTransactionContext;

/**
 * A process that begins the transaction of every CALLER_DIES order of a file, and halts before any is decided by it. In
 * the interactive way it runs all Trys through Seata's own client and Dubbo: the coordinator's timeout has to cancel
 * them. In the one-call way it hands the whole over and does not wait: the coordinator has to end them as if it lived.
 *
 * <p>On standard output one line an order: {@code LEFT orderNo begun-at-epoch-millis xid}, or
 * {@code FAILED orderNo reason}. Always ends with status 137, as after kill -9.
 */
final class CallerThatDies {
    static final String LEFT = "LEFT";
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
     * Begins every order that this process is for, then halts.
     *
     * @param arguments the file of orders, the coordinator's host:port, the Dubbo urls of order, inventory, payment,
     *     where to POST transactions, where the inventory is called over HTTP
     */
    public static void main(String[] arguments) throws Exception {
        List<OrderLine> orders = OrdersFile.read(Path.of(arguments[0])).stream()
                .filter(line -> line.kind() == Kind.CALLER_DIES)
                .toList();
        connectToCoordinator(arguments[1]);
        DubboCalls dubbo = DubboCalls.start("caller-that-dies", TIMEOUT_MILLIS);
        CallerThatDies caller = new CallerThatDies(
                dubbo.reference(OrderAction.class, null, dialled(arguments[2])),
                dubbo.reference(InventoryAction.class, null, dialled(arguments[3])),
                dubbo.reference(PaymentAction.class, null, dialled(arguments[4])));
        HandOver handOver = new HandOver(arguments[5], arguments[2], arguments[6], arguments[4]);
        for (OrderLine order : orders) {
            if (order.way() == Way.ONE_CALL) {
                submitAndForget(handOver, order);
            } else {
                caller.tryAndForget(order);
            }
        }
        System.out.flush();
        // Not exit: nothing may be tidied up, as in a process that is killed.
        Runtime.getRuntime().halt(STATUS);
    }

    /** What is not said here is in file.conf; system properties win over it. */
    private static void connectToCoordinator(String address) {
        System.setProperty("service.coordinator.grouplist", address);
        TMClient.init("caller-that-dies", GROUP);
    }

    /** As one number: where it reads 127.0.0.1, Dubbo dials this machine's outside address instead. */
    private static String dialled(String url) {
        return url.replace("//127.0.0.1:", "//2130706433:");
    }

    private static void submitAndForget(HandOver handOver, OrderLine line) throws InterruptedException {
        long begunAt = System.currentTimeMillis();
        try {
            System.out.println(LEFT + " " + line.orderNo() + " " + begunAt + " " + handOver.submit(line));
        } catch (IOException | JsonParseException | IllegalStateException e) {
            System.out.println(FAILED + " " + line.orderNo() + " " + e);
            e.printStackTrace();
        }
    }

    private void tryAndForget(OrderLine line) {
        long begunAt = System.currentTimeMillis();
        try {
            GlobalTransaction transaction = GlobalTransactionContext.createNew();
            transaction.begin(TIMEOUT_MILLIS, "caller that dies");
            order.create(line.orderNo(), line.sku(), line.quantity(), line.account(), line.amount());
            inventory.freeze(line.orderNo(), line.sku(), line.quantity());
            payment.freeze(line.orderNo(), line.account(), line.amount());
            System.out.println(LEFT + " " + line.orderNo() + " " + begunAt + " " + transaction.getXid());
        } catch (TransactionException | RuntimeException e) {
            System.out.println(FAILED + " " + line.orderNo() + " " + e);
            e.printStackTrace();
        } finally {
            RootContext.unbind();
        }
    }
}
