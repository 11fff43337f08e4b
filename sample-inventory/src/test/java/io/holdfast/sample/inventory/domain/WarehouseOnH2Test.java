// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.inventory.domain;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.sample.testing.SampleDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;

final class WarehouseOnH2Test extends WarehouseContract {

    @Override
    SampleDatabase open() {
        return SampleDatabase.onH2("sample-inventory", StockMapper.class, StockFreezeMapper.class);
    }

    /** H2 only: the embedded MySQL of the tests is older than 8.0.16, the first that looks at a CHECK. */
    @Test
    void theSchemaItselfRefusesALostPiece() {
        try (SampleDatabase database = open()) {
            assertThatExceptionOfType(DataIntegrityViolationException.class)
                    .isThrownBy(() -> database.jdbc().update("UPDATE stock SET available = available - 1"))
                    .withMessageContaining("STOCK_CONSERVED");
        }
    }
}
