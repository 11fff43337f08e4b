// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.dubbo.app;

/** A Dubbo interface that shows Try alone. */
public interface Shelf {

    boolean freeze(String orderNo, String sku, int count) throws OutOfStock;

    /** A business exception. */
    final class OutOfStock extends Exception {
        private static final long serialVersionUID = 1L;

        public OutOfStock(String sku) {
            super(sku + " is sold out");
        }
    }
}
