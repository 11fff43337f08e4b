// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.payment.domain;

import io.holdfast.sample.api.Refusal;
import io.holdfast.sample.api.RefusedException;
import io.holdfast.sample.payment.domain.PaymentFreeze.Status;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * The accounts and the rules for moving their money. Knows nothing of Seata: a branch is just the key of a freeze.
 *
 * <p>Every method but the two readers belongs into a database transaction of its caller, which is the guard's, so that
 * the guard's row and these rows change together or not at all (I11). Every one takes its locks in the same order,
 * freeze row before account row, and holds the account's row for the last statement only.
 */
@Component
public class Ledger {
    private final AccountMapper accounts;
    private final PaymentFreezeMapper freezes;

    public Ledger(AccountMapper accounts, PaymentFreezeMapper freezes) {
        this.accounts = accounts;
        this.freezes = freezes;
    }

    /**
     * Sets money aside for one branch.
     *
     * @throws RefusedException INSUFFICIENT_BALANCE, ACCOUNT_BLOCKED or UNKNOWN_ACCOUNT; the caller rolls its database
     *     transaction back
     */
    public void freeze(PaymentFreeze wanted) {
        freezes.insert(wanted);
        if (accounts.freeze(wanted.account(), wanted.amount()) == 1) {
            return;
        }
        Account account = accounts.selectById(wanted.account());
        if (account == null) {
            throw new RefusedException(Refusal.UNKNOWN_ACCOUNT, "There is no account " + wanted.account() + ".");
        }
        if (account.blocked()) {
            throw new RefusedException(
                    Refusal.ACCOUNT_BLOCKED, "The account " + account.account() + " is blocked by its bank.");
        }
        throw new RefusedException(
                Refusal.INSUFFICIENT_BALANCE,
                "%s were asked for, the balance of %s is %s."
                        .formatted(wanted.amount(), account.account(), account.balance()));
    }

    /** Captures what the branch froze. Never refuses: what is frozen is there (I12). */
    public void confirm(String xid, long branchId) {
        PaymentFreeze freeze = finish(xid, branchId, Status.CONFIRMED);
        changeOne(accounts.capture(freeze.account(), freeze.amount()), freeze);
    }

    /** Gives back what the branch froze. */
    public void cancel(String xid, long branchId) {
        PaymentFreeze freeze = finish(xid, branchId, Status.CANCELLED);
        changeOne(accounts.release(freeze.account(), freeze.amount()), freeze);
    }

    /** All accounts, by name. */
    public List<Account> accounts() {
        return accounts.selectList(null).stream()
                .sorted(Comparator.comparing(Account::account))
                .toList();
    }

    /** Null if there is no such account. */
    public Account account(String account) {
        return accounts.selectById(account);
    }

    private PaymentFreeze finish(String xid, long branchId, Status status) {
        PaymentFreeze freeze = freezes.find(xid, branchId);
        // The guard lets Confirm and Cancel through only after a Try and only once. Should it ever not, then failing
        // here rolls back and is seen; moving money a second time would not be.
        if (freeze == null || freezes.finish(xid, branchId, status) != 1) {
            throw new IllegalStateException("Cannot make " + status + " of branch " + branchId + " of " + xid + ": "
                    + (freeze == null ? "it froze nothing" : "it is " + freeze.status()));
        }
        return freeze;
    }

    private static void changeOne(int rows, PaymentFreeze freeze) {
        if (rows != 1) {
            throw new IllegalStateException("I13 frozen money of " + freeze.account() + " does not cover " + freeze);
        }
    }
}
