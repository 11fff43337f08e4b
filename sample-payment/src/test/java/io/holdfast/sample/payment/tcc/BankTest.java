// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.payment.tcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.holdfast.sample.payment.domain.AccountMapper;
import io.holdfast.sample.payment.domain.Ledger;
import io.holdfast.sample.payment.domain.PaymentFreezeMapper;
import io.holdfast.sample.testing.SampleDatabase;
import java.time.Duration;
import java.util.Map;
import org.apache.seata.integration.tx.api.fence.hook.TccHookManager;
import org.apache.seata.rm.tcc.api.BusinessActionContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BankTest {
    private final SampleDatabase database =
            SampleDatabase.onH2("sample-payment", AccountMapper.class, PaymentFreezeMapper.class);
    private final Bank bank =
            new Bank(new Ledger(database.mapper(AccountMapper.class), database.mapper(PaymentFreezeMapper.class)));

    @AfterEach
    void tearDown() {
        bank.leave();
        database.close();
    }

    @Test
    void takesAsLongAsTheAccountSays() {
        database.jdbc().update("UPDATE account SET processing_millis = 300 WHERE account = 'slow-bank'");
        long begun = System.nanoTime();

        ask("slow-bank");

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void anUnknownAccountIsNotWaitedForHereButRefusedByTheLedger() {
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> ask("nobody"));
    }

    @Test
    void isAskedBeforeEveryTry() {
        bank.join();

        assertThat(TccHookManager.getHooks()).containsExactly(bank);
    }

    private void ask(String account) {
        BusinessActionContext branch =
                new BusinessActionContext("xid", "1", Map.of(PaymentParticipant.ACCOUNT, account));
        bank.beforeTccPrepare("xid", 1L, PaymentParticipant.ACTION, branch);
    }
}
