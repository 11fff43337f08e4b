// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.app;

import io.holdfast.sample.order.app.OrderDesk.Placement;
import io.holdfast.sample.order.domain.NewOrder;
import io.holdfast.sample.order.domain.Order;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Orders over HTTP. */
@RestController
public final class OrderController {
    private final OrderDesk desk;

    public OrderController(OrderDesk desk) {
        this.desk = desk;
    }

    /** 201 confirmed; 200 confirmed by an earlier call; 409 cancelled; 202 not decided yet, ask again. */
    @PostMapping("/orders")
    public ResponseEntity<OrderView> place(@Valid @RequestBody OrderRequest request) {
        Placement placement = desk.place(request.order(), request.way() == null ? Way.INTERACTIVE : request.way());
        Order order = placement.order();
        HttpStatus status =
                switch (order.status()) {
                    case CONFIRMED -> placement.fresh() ? HttpStatus.CREATED : HttpStatus.OK;
                    case CANCELLED -> HttpStatus.CONFLICT;
                    case TRYING -> HttpStatus.ACCEPTED;
                };
        return ResponseEntity.status(status)
                .location(URI.create("/orders/" + order.orderNo()))
                .body(OrderView.of(order));
    }

    @GetMapping("/orders/{orderNo}")
    public OrderView find(@PathVariable String orderNo) {
        Order order = desk.find(orderNo);
        if (order == null) {
            ErrorResponseException notFound = new ErrorResponseException(HttpStatus.NOT_FOUND);
            notFound.setDetail("There is no order " + orderNo + ".");
            throw notFound;
        }
        return OrderView.of(order);
    }

    /**
     * Wrapper types, so that a missing number is reported as missing and not taken for 0.
     *
     * @param way null for the interactive one
     */
    record OrderRequest(
            @NotBlank @Size(max = 64) String orderNo,
            @NotBlank @Size(max = 64) String sku,
            @NotNull @Positive Integer quantity,
            @NotBlank @Size(max = 64) String account,

            @NotNull @Positive @Digits(integer = 17, fraction = 2)
            BigDecimal amount,

            Way way) {

        NewOrder order() {
            return new NewOrder(orderNo, sku, quantity, account, amount);
        }
    }
}
