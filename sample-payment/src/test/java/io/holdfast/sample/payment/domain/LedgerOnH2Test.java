// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.payment.domain;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.sample.testing.SampleDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;

final class LedgerOnH2Test extends LedgerContract {

    @Override
    SampleDatabase open() {
        return SampleDatabase.onH2("sample-payment", AccountMapper.class, PaymentFreezeMapper.class);
    }

    /** H2 only: the embedded MySQL of the tests is older than 8.0.16, the first that looks at a CHECK. */
    @Test
    void theSchemaItselfRefusesALostCent() {
        try (SampleDatabase database = open()) {
            assertThatExceptionOfType(DataIntegrityViolationException.class)
                    .isThrownBy(() -> database.jdbc().update("UPDATE account SET balance = balance - 0.01"))
                    .withMessageContaining("ACCOUNT_CONSERVED");
        }
    }
}
