// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

/** A file of orders cannot be read; the message names the file, the line and the column. */
final class OrdersFileException extends Exception {
    private static final long serialVersionUID = 1L;

    OrdersFileException(String message) {
        super(message);
    }
}
