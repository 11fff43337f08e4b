// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.inventory.app;

import io.holdfast.sample.inventory.domain.Stock;
import io.holdfast.sample.inventory.domain.Warehouse;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The stock to look at. */
@RestController
public final class StockController {
    private final Warehouse warehouse;

    public StockController(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    @GetMapping("/stock")
    public List<Stock> stocks() {
        return warehouse.stocks();
    }

    @GetMapping("/stock/{sku}")
    public Stock stock(@PathVariable String sku) {
        Stock stock = warehouse.stock(sku);
        if (stock == null) {
            ErrorResponseException notFound = new ErrorResponseException(HttpStatus.NOT_FOUND);
            notFound.setDetail("There is no SKU " + sku + ".");
            throw notFound;
        }
        return stock;
    }
}
