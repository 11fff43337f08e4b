// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.inventory.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.holdfast.sample.api.Refusal;
import io.holdfast.sample.api.RefusedException;
import io.holdfast.sample.inventory.domain.StockFreeze.Status;
import io.holdfast.sample.testing.SampleDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the warehouse promises on every database. */
abstract class WarehouseContract {
    private static final String SKU = "SKU-1";
    private static final String SCARCE = "SKU-SCARCE";

    private SampleDatabase database;
    private Warehouse warehouse;

    /** A new database with the inventory's schema and seeds. */
    abstract SampleDatabase open();

    @BeforeEach
    final void setUp() {
        database = open();
        warehouse = new Warehouse(database.mapper(StockMapper.class), database.mapper(StockFreezeMapper.class));
    }

    @AfterEach
    final void tearDown() {
        database.close();
    }

    @Test
    void freezingSetsPiecesAside() {
        freeze(1, SKU, 3);

        assertThat(warehouse.stock(SKU)).isEqualTo(new Stock(SKU, 100_000, 99_997, 3, 0));
    }

    @Test
    void confirmingSellsWhatWasFrozen() {
        freeze(1, SKU, 3);
        freeze(2, SKU, 4);

        database.inTransaction(() -> warehouse.confirm("xid", 1));

        assertThat(warehouse.stock(SKU)).isEqualTo(new Stock(SKU, 100_000, 99_993, 4, 3));
    }

    @Test
    void cancellingGivesBackWhatWasFrozen() {
        freeze(1, SKU, 3);
        freeze(2, SKU, 4);

        database.inTransaction(() -> warehouse.cancel("xid", 2));

        assertThat(warehouse.stock(SKU)).isEqualTo(new Stock(SKU, 100_000, 99_997, 3, 0));
    }

    @Test
    void theLastPieceCanBeFrozen() {
        freeze(1, SCARCE, 10);

        assertThat(warehouse.stock(SCARCE)).isEqualTo(new Stock(SCARCE, 10, 0, 10, 0));
    }

    @Test
    void moreThanIsAvailableIsRefusedAndFreezesNothing() {
        freeze(1, SCARCE, 8);

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> freeze(2, SCARCE, 3))
                .withMessage("OUT_OF_STOCK: 3 of SKU-SCARCE were asked for, 2 are available.")
                .extracting(RefusedException::refusal)
                .isEqualTo(Refusal.OUT_OF_STOCK);

        assertThat(warehouse.stock(SCARCE)).isEqualTo(new Stock(SCARCE, 10, 2, 8, 0));
        assertThat(freezes()).isEqualTo(1);
    }

    @Test
    void anUnknownSkuIsRefused() {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> freeze(1, "NO-SUCH", 1))
                .extracting(RefusedException::refusal)
                .isEqualTo(Refusal.UNKNOWN_SKU);

        assertThat(freezes()).isZero();
    }

    @Test
    void aBranchThatFrozeNothingCanNeitherBeConfirmedNorCancelled() {
        assertThatIllegalStateException().isThrownBy(() -> database.inTransaction(() -> warehouse.confirm("xid", 1)));
        assertThatIllegalStateException().isThrownBy(() -> database.inTransaction(() -> warehouse.cancel("xid", 1)));
    }

    @Test
    void aFinishedBranchIsNotFinishedAgain() {
        freeze(1, SKU, 3);
        database.inTransaction(() -> warehouse.confirm("xid", 1));

        assertThatIllegalStateException().isThrownBy(() -> database.inTransaction(() -> warehouse.confirm("xid", 1)));
        assertThatIllegalStateException().isThrownBy(() -> database.inTransaction(() -> warehouse.cancel("xid", 1)));

        assertThat(warehouse.stock(SKU)).isEqualTo(new Stock(SKU, 100_000, 99_997, 0, 3));
    }

    @Test
    void concurrentOrdersNeitherLoseNorMakeAPiece() throws Exception {
        int callers = 8;
        int each = 10;
        AtomicBoolean running = new AtomicBoolean(true);
        ExecutorService threads = Executors.newFixedThreadPool(callers + 1);
        try {
            Future<Integer> watched = threads.submit(() -> watch(running));
            List<Callable<Integer>> orders = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                int first = caller * each;
                orders.add(() -> orderAndDecide(first, each));
            }
            int sold = 0;
            for (Future<Integer> caller : threads.invokeAll(orders)) {
                sold += caller.get();
            }
            running.set(false);

            assertThat(watched.get()).isPositive();
            assertThat(sold).isPositive();
            assertThat(warehouse.stock(SCARCE)).isEqualTo(new Stock(SCARCE, 10, 10 - sold, 0, sold));
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Orders one piece at a time and confirms every third order that got one; returns how many pieces it sold. */
    private int orderAndDecide(int first, int count) {
        int sold = 0;
        for (int branch = first; branch < first + count; branch++) {
            int id = branch;
            try {
                freeze(id, SCARCE, 1);
            } catch (RefusedException refused) {
                assertThat(refused.refusal()).isEqualTo(Refusal.OUT_OF_STOCK);
                continue;
            }
            if (id % 3 == 0) {
                database.inTransaction(() -> warehouse.confirm("xid", id));
                sold++;
            } else {
                database.inTransaction(() -> warehouse.cancel("xid", id));
            }
        }
        return sold;
    }

    /** I13 at every moment that can be seen; returns how many were. */
    private int watch(AtomicBoolean running) {
        int seen = 0;
        do {
            Stock stock = warehouse.stock(SCARCE);
            assertThat(stock.available() + stock.frozen() + stock.sold()).isEqualTo(stock.initial());
            assertThat(List.of(stock.available(), stock.frozen(), stock.sold())).allMatch(pieces -> pieces >= 0);
            seen++;
        } while (running.get());
        return seen;
    }

    private void freeze(long branchId, String sku, int quantity) {
        database.inTransaction(() ->
                warehouse.freeze(new StockFreeze("xid", branchId, "O-" + branchId, sku, quantity, Status.FROZEN)));
    }

    private int freezes() {
        return database.jdbc().queryForObject("SELECT COUNT(*) FROM stock_freeze", Integer.class);
    }
}
