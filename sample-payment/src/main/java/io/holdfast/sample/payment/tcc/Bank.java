// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.payment.tcc;

import io.holdfast.sample.payment.domain.Account;
import io.holdfast.sample.payment.domain.Ledger;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import org.apache.seata.integration.tx.api.fence.hook.TccHook;
import org.apache.seata.integration.tx.api.fence.hook.TccHookManager;
import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.springframework.stereotype.Component;

/**
 * The bank behind an account, which takes its time to say yes. Runs on the thread that calls Try.
 *
 * <p>What takes long belongs here, between the registration of the branch and the guard. Inside Try it would keep a
 * database connection and the locks of the guard's row for as long as the bank thinks, and the Cancel of a transaction
 * that timed out would have to wait for them. Here nothing is held: Cancel finds no Try, leaves its tombstone and is
 * done, and the guard refuses the Try that comes after (I10). Before the registration the coordinator would not know
 * yet that there is something to cancel.
 *
 * <p>Seata's client has a hook for that place, which is this class. When the coordinator itself calls Try, that client
 * has no part in it, and {@link BankFilter} comes here instead.
 */
@Component
public final class Bank implements TccHook {
    private final Ledger ledger;

    public Bank(Ledger ledger) {
        this.ledger = ledger;
    }

    @PostConstruct
    void join() {
        TccHookManager.registerHook(this);
    }

    @PreDestroy
    void leave() {
        // The list of hooks belongs to the process, not to this application context; this is the only hook in it.
        TccHookManager.clear();
    }

    @Override
    public void beforeTccPrepare(String xid, Long branchId, String actionName, BusinessActionContext branch) {
        ask(String.valueOf(branch.getActionContext(PaymentParticipant.ACCOUNT)));
    }

    /** Returns when the bank has said yes. */
    void ask(String accountName) {
        Account account = ledger.account(accountName);
        if (account != null && account.processingMillis() > 0) {
            await(account);
        }
    }

    private static void await(Account account) {
        try {
            Thread.sleep(account.processingMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Shut down while the bank of " + account.account() + " was thinking", e);
        }
    }

    @Override
    public void afterTccPrepare(String xid, Long branchId, String actionName, BusinessActionContext branch) {}

    @Override
    public void beforeTccCommit(String xid, Long branchId, String actionName, BusinessActionContext branch) {}

    @Override
    public void afterTccCommit(String xid, Long branchId, String actionName, BusinessActionContext branch) {}

    @Override
    public void beforeTccRollback(String xid, Long branchId, String actionName, BusinessActionContext branch) {}

    @Override
    public void afterTccRollback(String xid, Long branchId, String actionName, BusinessActionContext branch) {}
}
