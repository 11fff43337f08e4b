// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.payment.tcc;

import io.holdfast.sample.payment.domain.AccountMapper;
import io.holdfast.sample.payment.domain.Ledger;
import io.holdfast.sample.payment.domain.PaymentFreezeMapper;
import io.holdfast.sample.testing.SampleDatabase;
import io.holdfast.testkit.Crashes;
import io.holdfast.testkit.InProcessWire;
import io.holdfast.testkit.ParticipantKit;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The payment service before the test kit for participants. */
final class PaymentPromisesTest {

    @TestFactory
    Stream<DynamicTest> keepsItsPromises() {
        Crashes crashes = new Crashes();
        SampleDatabase database =
                SampleDatabase.onH2("sample-payment", crashes::around, AccountMapper.class, PaymentFreezeMapper.class);
        Ledger ledger = new Ledger(database.mapper(AccountMapper.class), database.mapper(PaymentFreezeMapper.class));
        return ParticipantKit.of(InProcessWire.guarded(database.dataSource(), new PaymentParticipant(ledger)))
                .trying(number -> List.of("O-" + number, "alice", new BigDecimal("19.90")))
                .refusing(number -> List.of("O-" + number, "blocked-bella", new BigDecimal("19.90")))
                .scarce(number -> List.of("O-" + number, "poor-paul", new BigDecimal("2.00")))
                .observing("balance", () -> ledger.account("alice").balance())
                .observing("frozen", () -> ledger.account("alice").frozen())
                .observing("paid", () -> ledger.account("alice").paid())
                .crashing(crashes)
                .promises()
                .onClose(database::close);
    }
}
