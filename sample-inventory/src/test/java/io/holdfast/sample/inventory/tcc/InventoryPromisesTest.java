// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.inventory.tcc;

import io.holdfast.sample.inventory.domain.StockFreezeMapper;
import io.holdfast.sample.inventory.domain.StockMapper;
import io.holdfast.sample.inventory.domain.Warehouse;
import io.holdfast.sample.testing.SampleDatabase;
import io.holdfast.testkit.Crashes;
import io.holdfast.testkit.InProcessWire;
import io.holdfast.testkit.ParticipantKit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The inventory before the test kit for participants. */
final class InventoryPromisesTest {

    @TestFactory
    Stream<DynamicTest> keepsItsPromises() {
        Crashes crashes = new Crashes();
        SampleDatabase database =
                SampleDatabase.onH2("sample-inventory", crashes::around, StockMapper.class, StockFreezeMapper.class);
        Warehouse warehouse =
                new Warehouse(database.mapper(StockMapper.class), database.mapper(StockFreezeMapper.class));
        return ParticipantKit.of(InProcessWire.guarded(database.dataSource(), new InventoryParticipant(warehouse)))
                .trying(number -> List.of("O-" + number, "SKU-1", 2))
                .refusing(number -> List.of("O-" + number, "SKU-SOLD-OUT", 1))
                .scarce(number -> List.of("O-" + number, "SKU-SCARCE", 3))
                .observing("available", () -> warehouse.stock("SKU-1").available())
                .observing("frozen", () -> warehouse.stock("SKU-1").frozen())
                .observing("sold", () -> warehouse.stock("SKU-1").sold())
                .crashing(crashes)
                .promises()
                .onClose(database::close);
    }
}
