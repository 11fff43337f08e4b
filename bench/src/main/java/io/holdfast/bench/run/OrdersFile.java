// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads a file of orders: comma-separated, a heading first, no quotes; empty lines and lines with # do not count. */
final class OrdersFile {
    static final String HEADING = "orderNo,kind,way,sku,quantity,account,amount,expectedStatus,expectedReason";
    private static final String[] COLUMNS = HEADING.split(",", -1);

    private final Path file;
    private final Set<String> numbersSeen = new HashSet<>();

    private OrdersFile(Path file) {
        this.file = file;
    }

    /** @throws OrdersFileException naming line and column of the first mistake, or that there is no order */
    static List<OrderLine> read(Path file) throws IOException, OrdersFileException {
        if (!Files.isReadable(file)) {
            throw new OrdersFileException("There is no file of orders " + file);
        }
        return new OrdersFile(file).parse(Files.readAllLines(file));
    }

    private List<OrderLine> parse(List<String> lines) throws OrdersFileException {
        if (lines.isEmpty() || !lines.get(0).strip().equals(HEADING)) {
            throw new OrdersFileException("%s line 1: the heading has to be %s".formatted(file, HEADING));
        }
        List<OrderLine> orders = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String text = lines.get(i).strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                orders.add(order(i + 1, text));
            }
        }
        if (orders.isEmpty()) {
            throw new OrdersFileException(file + " has no orders");
        }
        return orders;
    }

    private OrderLine order(int line, String text) throws OrdersFileException {
        String[] fields = text.split(",", -1);
        if (fields.length != COLUMNS.length) {
            throw new OrdersFileException(
                    "%s line %d: %d columns, there have to be %d".formatted(file, line, fields.length, COLUMNS.length));
        }
        String orderNo = word(line, fields, 0);
        if (!numbersSeen.add(orderNo)) {
            throw mistake(line, 0, orderNo, "was used in an earlier line");
        }
        return new OrderLine(
                line,
                orderNo,
                constant(line, fields, 1, Kind.values()),
                constant(line, fields, 2, Way.values()),
                word(line, fields, 3),
                quantity(line, fields),
                word(line, fields, 5),
                amount(line, fields),
                status(line, fields),
                fields[8].strip());
    }

    private String word(int line, String[] fields, int column) throws OrdersFileException {
        String word = fields[column].strip();
        if (word.isEmpty() || word.length() > 64) {
            throw mistake(line, column, word, "is not a name of 1 to 64 characters");
        }
        return word;
    }

    private <E extends Enum<E>> E constant(int line, String[] fields, int column, E[] constants)
            throws OrdersFileException {
        String name = fields[column].strip();
        for (E constant : constants) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw mistake(line, column, name, "is none of " + Arrays.toString(constants));
    }

    private int quantity(int line, String[] fields) throws OrdersFileException {
        try {
            int quantity = Integer.parseInt(fields[4].strip());
            if (quantity > 0) {
                return quantity;
            }
        } catch (NumberFormatException e) {
            // Said below, as for zero and less.
        }
        throw mistake(line, 4, fields[4], "is not a whole number above 0");
    }

    private BigDecimal amount(int line, String[] fields) throws OrdersFileException {
        try {
            BigDecimal amount = new BigDecimal(fields[6].strip());
            if (amount.signum() > 0 && amount.scale() <= 2) {
                return amount;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw mistake(line, 6, fields[6], "is not an amount above 0 with at most two decimals");
    }

    private String status(int line, String[] fields) throws OrdersFileException {
        String status = fields[7].strip();
        if (status.equals("CONFIRMED") || status.equals("CANCELLED")) {
            return status;
        }
        throw mistake(line, 7, status, "is neither CONFIRMED nor CANCELLED");
    }

    private OrdersFileException mistake(int line, int column, String value, String what) {
        return new OrdersFileException(
                "%s line %d, column %s: '%s' %s".formatted(file, line, COLUMNS[column], value, what));
    }
}
