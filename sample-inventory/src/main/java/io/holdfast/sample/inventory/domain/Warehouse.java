// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.inventory.domain;

import io.holdfast.sample.api.Refusal;
import io.holdfast.sample.api.RefusedException;
import io.holdfast.sample.inventory.domain.StockFreeze.Status;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * The stock and the rules for moving it. Knows nothing of Seata: a branch is just the key of a freeze.
 *
 * <p>Every method but the two readers belongs into a database transaction of its caller, which is the guard's, so that
 * the guard's row and these rows change together or not at all (I11). Every one takes its locks in the same order,
 * freeze row before stock row: the stock row is the one that all orders want, and it is held for the last statement
 * only.
 */
@Component
public class Warehouse {
    private final StockMapper stocks;
    private final StockFreezeMapper freezes;

    public Warehouse(StockMapper stocks, StockFreezeMapper freezes) {
        this.stocks = stocks;
        this.freezes = freezes;
    }

    /**
     * Sets pieces aside for one branch.
     *
     * @throws RefusedException OUT_OF_STOCK or UNKNOWN_SKU; the caller rolls its database transaction back
     */
    public void freeze(StockFreeze wanted) {
        freezes.insert(wanted);
        if (stocks.freeze(wanted.sku(), wanted.quantity()) == 1) {
            return;
        }
        Stock stock = stocks.selectById(wanted.sku());
        if (stock == null) {
            throw new RefusedException(Refusal.UNKNOWN_SKU, "There is no SKU " + wanted.sku() + ".");
        }
        throw new RefusedException(
                Refusal.OUT_OF_STOCK,
                "%d of %s were asked for, %d are available."
                        .formatted(wanted.quantity(), wanted.sku(), stock.available()));
    }

    /** Sells what the branch froze. Never refuses: what is frozen is there (I12). */
    public void confirm(String xid, long branchId) {
        StockFreeze freeze = finish(xid, branchId, Status.CONFIRMED);
        changeOne(stocks.sell(freeze.sku(), freeze.quantity()), freeze);
    }

    /** Gives back what the branch froze. */
    public void cancel(String xid, long branchId) {
        StockFreeze freeze = finish(xid, branchId, Status.CANCELLED);
        changeOne(stocks.release(freeze.sku(), freeze.quantity()), freeze);
    }

    /** All SKUs, by name. */
    public List<Stock> stocks() {
        return stocks.selectList(null).stream()
                .sorted(Comparator.comparing(Stock::sku))
                .toList();
    }

    /** Null if there is no such SKU. */
    public Stock stock(String sku) {
        return stocks.selectById(sku);
    }

    private StockFreeze finish(String xid, long branchId, Status status) {
        StockFreeze freeze = freezes.find(xid, branchId);
        // The guard lets Confirm and Cancel through only after a Try and only once. Should it ever not, then failing
        // here rolls back and is seen; moving stock a second time would not be.
        if (freeze == null || freezes.finish(xid, branchId, status) != 1) {
            throw new IllegalStateException("Cannot make " + status + " of branch " + branchId + " of " + xid + ": "
                    + (freeze == null ? "it froze nothing" : "it is " + freeze.status()));
        }
        return freeze;
    }

    private static void changeOne(int rows, StockFreeze freeze) {
        if (rows != 1) {
            throw new IllegalStateException("I13 frozen stock of " + freeze.sku() + " does not cover " + freeze);
        }
    }
}
