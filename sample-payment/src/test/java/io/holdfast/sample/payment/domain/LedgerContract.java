// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.payment.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.holdfast.sample.api.Refusal;
import io.holdfast.sample.api.RefusedException;
import io.holdfast.sample.payment.domain.PaymentFreeze.Status;
import io.holdfast.sample.testing.SampleDatabase;
import java.math.BigDecimal;
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

/** What the ledger promises on every database. */
abstract class LedgerContract {
    private static final String RICH = "alice";
    private static final String POOR = "poor-paul";

    private SampleDatabase database;
    private Ledger ledger;

    /** A new database with the payment service's schema and seeds. */
    abstract SampleDatabase open();

    @BeforeEach
    final void setUp() {
        database = open();
        ledger = new Ledger(database.mapper(AccountMapper.class), database.mapper(PaymentFreezeMapper.class));
    }

    @AfterEach
    final void tearDown() {
        database.close();
    }

    @Test
    void freezingSetsMoneyAside() {
        freeze(1, RICH, "19.90");

        assertMoney(RICH, "999980.10", "19.90", "0.00");
    }

    @Test
    void confirmingCapturesWhatWasFrozen() {
        freeze(1, RICH, "19.90");
        freeze(2, RICH, "0.10");

        database.inTransaction(() -> ledger.confirm("xid", 1));

        assertMoney(RICH, "999980.00", "0.10", "19.90");
    }

    @Test
    void cancellingGivesBackWhatWasFrozen() {
        freeze(1, RICH, "19.90");
        freeze(2, RICH, "0.10");

        database.inTransaction(() -> ledger.cancel("xid", 1));

        assertMoney(RICH, "999999.90", "0.10", "0.00");
    }

    @Test
    void theLastCentCanBeFrozen() {
        freeze(1, POOR, "5.00");

        assertMoney(POOR, "0.00", "5.00", "0.00");
    }

    @Test
    void moreThanTheBalanceIsRefusedAndFreezesNothing() {
        freeze(1, POOR, "4.99");

        assertRefused(2, POOR, "0.02", Refusal.INSUFFICIENT_BALANCE);

        assertMoney(POOR, "0.01", "4.99", "0.00");
        assertThat(freezes()).isEqualTo(1);
    }

    @Test
    void aBlockedAccountIsRefused() {
        assertRefused(1, "blocked-bella", "1.00", Refusal.ACCOUNT_BLOCKED);

        assertMoney("blocked-bella", "1000000.00", "0.00", "0.00");
    }

    @Test
    void anUnknownAccountIsRefused() {
        assertRefused(1, "nobody", "1.00", Refusal.UNKNOWN_ACCOUNT);

        assertThat(freezes()).isZero();
    }

    @Test
    void anAccountBlockedAfterItsTryIsStillCaptured() {
        freeze(1, RICH, "19.90");
        database.jdbc().update("UPDATE account SET blocked = TRUE WHERE account = ?", RICH);

        database.inTransaction(() -> ledger.confirm("xid", 1));

        assertMoney(RICH, "999980.10", "0.00", "19.90");
    }

    @Test
    void aBranchThatFrozeNothingCanNeitherBeConfirmedNorCancelled() {
        assertThatIllegalStateException().isThrownBy(() -> database.inTransaction(() -> ledger.confirm("xid", 1)));
        assertThatIllegalStateException().isThrownBy(() -> database.inTransaction(() -> ledger.cancel("xid", 1)));
    }

    @Test
    void aFinishedBranchIsNotFinishedAgain() {
        freeze(1, RICH, "19.90");
        database.inTransaction(() -> ledger.cancel("xid", 1));

        assertThatIllegalStateException().isThrownBy(() -> database.inTransaction(() -> ledger.confirm("xid", 1)));
        assertThatIllegalStateException().isThrownBy(() -> database.inTransaction(() -> ledger.cancel("xid", 1)));

        assertMoney(RICH, "1000000.00", "0.00", "0.00");
    }

    @Test
    void concurrentPaymentsNeitherLoseNorMakeACent() throws Exception {
        int callers = 8;
        int each = 10;
        AtomicBoolean running = new AtomicBoolean(true);
        ExecutorService threads = Executors.newFixedThreadPool(callers + 1);
        try {
            Future<Integer> watched = threads.submit(() -> watch(running));
            List<Callable<Integer>> payments = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                int first = caller * each;
                payments.add(() -> payAndDecide(first, each));
            }
            int captured = 0;
            for (Future<Integer> caller : threads.invokeAll(payments)) {
                captured += caller.get();
            }
            running.set(false);

            assertThat(watched.get()).isPositive();
            assertThat(captured).isPositive();
            BigDecimal paid = new BigDecimal("0.50").multiply(BigDecimal.valueOf(captured));
            assertMoney(POOR, new BigDecimal("5.00").subtract(paid).toPlainString(), "0.00", paid.toPlainString());
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Pays 0.50 at a time and confirms every third payment that was possible; returns how many it confirmed. */
    private int payAndDecide(int first, int count) {
        int captured = 0;
        for (int branch = first; branch < first + count; branch++) {
            int id = branch;
            try {
                freeze(id, POOR, "0.50");
            } catch (RefusedException refused) {
                assertThat(refused.refusal()).isEqualTo(Refusal.INSUFFICIENT_BALANCE);
                continue;
            }
            if (id % 3 == 0) {
                database.inTransaction(() -> ledger.confirm("xid", id));
                captured++;
            } else {
                database.inTransaction(() -> ledger.cancel("xid", id));
            }
        }
        return captured;
    }

    /** I13 at every moment that can be seen; returns how many were. */
    private int watch(AtomicBoolean running) {
        int seen = 0;
        do {
            Account account = ledger.account(POOR);
            assertThat(account.balance().add(account.frozen()).add(account.paid()))
                    .isEqualByComparingTo(account.initial());
            assertThat(List.of(account.balance(), account.frozen(), account.paid()))
                    .allMatch(money -> money.signum() >= 0);
            seen++;
        } while (running.get());
        return seen;
    }

    private void freeze(long branchId, String account, String amount) {
        database.inTransaction(() -> ledger.freeze(
                new PaymentFreeze("xid", branchId, "O-" + branchId, account, new BigDecimal(amount), Status.FROZEN)));
    }

    private void assertRefused(long branchId, String account, String amount, Refusal refusal) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> freeze(branchId, account, amount))
                .extracting(RefusedException::refusal)
                .isEqualTo(refusal);
    }

    private void assertMoney(String account, String balance, String frozen, String paid) {
        Account found = ledger.account(account);
        assertThat(List.of(found.balance(), found.frozen(), found.paid()))
                .containsExactly(new BigDecimal(balance), new BigDecimal(frozen), new BigDecimal(paid));
    }

    private int freezes() {
        return database.jdbc().queryForObject("SELECT COUNT(*) FROM payment_freeze", Integer.class);
    }
}
