// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OrdersFileTest {
    private static final String GOOD = "O-1,FINE,ONE_CALL,SKU-1,2,alice,19.90,CONFIRMED,";

    @TempDir
    private Path directory;

    private List<OrderLine> read(String... lines) throws IOException, OrdersFileException {
        Path file = directory.resolve("orders.csv");
        Files.writeString(file, OrdersFile.HEADING + "\n" + String.join("\n", lines) + "\n");
        return OrdersFile.read(file);
    }

    @Test
    void aLineBecomesAnOrder() throws Exception {
        assertThat(read("", "# a remark", "O-7, BLOCKED ,INTERACTIVE,SKU-1,2,bella,19.90,CANCELLED,ACCOUNT_BLOCKED"))
                .containsExactly(new OrderLine(
                        4,
                        "O-7",
                        Kind.BLOCKED,
                        Way.INTERACTIVE,
                        "SKU-1",
                        2,
                        "bella",
                        new BigDecimal("19.90"),
                        "CANCELLED",
                        "ACCOUNT_BLOCKED"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "O-2,FUNNY,ONE_CALL,SKU-1,2,alice,1,CONFIRMED,   | column kind: 'FUNNY'",
                "O-2,FINE,BY_POST,SKU-1,2,alice,1,CONFIRMED, | column way: 'BY_POST'",
                "O-2,FINE,ONE_CALL,,2,alice,1,CONFIRMED,         | column sku: ''",
                "O-2,FINE,ONE_CALL,SKU-1,0,alice,1,CONFIRMED,    | column quantity: '0'",
                "O-2,FINE,ONE_CALL,SKU-1,two,alice,1,CONFIRMED,  | column quantity: 'two'",
                "O-2,FINE,ONE_CALL,SKU-1,2,alice,0.001,CONFIRMED,| column amount: '0.001'",
                "O-2,FINE,ONE_CALL,SKU-1,2,alice,-1,CONFIRMED,   | column amount: '-1'",
                "O-2,FINE,ONE_CALL,SKU-1,2,alice,1,MAYBE,        | column expectedStatus: 'MAYBE'",
                "O-1,FINE,ONE_CALL,SKU-1,2,alice,1,CONFIRMED,    | column orderNo: 'O-1' was used in an earlier line",
                "O-2,FINE,ONE_CALL,SKU-1                         | 4 columns, there have to be 9",
            })
    void aMistakeIsToldWithItsLineAndColumn(String line, String told) {
        assertThatThrownBy(() -> read(GOOD, line))
                .isInstanceOf(OrdersFileException.class)
                .hasMessageContaining("orders.csv line 3")
                .hasMessageContaining(told);
    }

    @Test
    void aFileWithoutHeadingIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("bare.csv"), GOOD);
        assertThatThrownBy(() -> OrdersFile.read(file))
                .hasMessageContaining("bare.csv line 1: the heading has to be orderNo,kind");
    }

    @Test
    void aFileWithoutOrdersIsRefused() {
        assertThatThrownBy(() -> read("# nothing")).hasMessageEndingWith("orders.csv has no orders");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> OrdersFile.read(directory.resolve("none.csv")))
                .hasMessageContaining("There is no file of orders")
                .hasMessageContaining("none.csv");
    }

    @Test
    void theOrdersOfTheDemonstrationHaveEveryKind() throws Exception {
        List<OrderLine> orders = OrdersFile.read(Path.of("..", "sample-order", "orders.csv"));
        assertThat(orders).hasSizeGreaterThanOrEqualTo(300);
        assertThat(orders).extracting(OrderLine::kind).contains(Kind.values());
    }
}
