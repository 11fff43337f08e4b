// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import io.holdfast.bench.run.Books.Freeze;
import io.holdfast.bench.run.Books.Holding;
import io.holdfast.bench.run.Books.OrderRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules I13 (at every moment nothing is lost, made or negative) and I14 (at rest nothing is frozen, and an order is
 * confirmed exactly if its stock is sold and its payment captured), on what the databases say. Pure; an empty list
 * means that the rules hold.
 */
final class Conservation {
    private static final String CONFIRMED = "CONFIRMED";

    private Conservation() {}

    /** I13. */
    static List<String> always(List<Holding> holdings) {
        List<String> broken = new ArrayList<>();
        for (Holding held : holdings) {
            if (held.free().add(held.frozen()).add(held.spent()).compareTo(held.initial()) != 0) {
                broken.add("I13: " + held.key() + ": " + sum(held) + " is not the initial " + held.initial());
            }
            if (held.free().signum() < 0
                    || held.frozen().signum() < 0
                    || held.spent().signum() < 0) {
                broken.add("I13: " + held.key() + ": something is negative in " + sum(held));
            }
        }
        return broken;
    }

    private static String sum(Holding held) {
        return held.free() + " + frozen " + held.frozen() + " + " + held.spent();
    }

    /** What is still under way; once this is empty, {@link #atRest} may be asked. */
    static List<String> underWay(Books books) {
        List<String> moving = new ArrayList<>();
        for (OrderRow order : books.orders()) {
            if (!order.status().equals(CONFIRMED) && !order.status().equals("CANCELLED")) {
                moving.add("order " + order.orderNo() + " is " + order.status());
            }
        }
        frozenIn(books.stock(), moving);
        frozenIn(books.money(), moving);
        frozenFor(books.stockFreezes(), moving);
        frozenFor(books.moneyFreezes(), moving);
        return moving;
    }

    private static void frozenIn(List<Holding> holdings, List<String> moving) {
        holdings.stream()
                .filter(held -> held.frozen().signum() != 0)
                .forEach(held -> moving.add(held.key() + " has " + held.frozen() + " frozen"));
    }

    private static void frozenFor(List<Freeze> freezes, List<String> moving) {
        freezes.stream()
                .filter(freeze -> freeze.status().equals("FROZEN"))
                .forEach(freeze -> moving.add(
                        "order " + freeze.orderNo() + " has " + freeze.amount() + " of " + freeze.key() + " frozen"));
    }

    /** I13 and I14. */
    static List<String> atRest(Books books) {
        List<String> broken = new ArrayList<>(always(books.stock()));
        broken.addAll(always(books.money()));
        underWay(books).forEach(moving -> broken.add("I14: at rest " + moving));

        Map<String, List<Freeze>> sold = spentByOrder(books.stockFreezes());
        Map<String, List<Freeze>> paid = spentByOrder(books.moneyFreezes());
        Set<String> known = new HashSet<>();
        for (OrderRow order : books.orders()) {
            known.add(order.orderNo());
            boolean confirmed = order.status().equals(CONFIRMED);
            matches(order.orderNo(), confirmed, "stock sold", order.sku(), order.quantity(), sold, broken);
            matches(order.orderNo(), confirmed, "payment captured", order.account(), order.amount(), paid, broken);
        }
        unknown(sold, known, "stock sold", broken);
        unknown(paid, known, "payment captured", broken);
        totals(books.stock(), books.stockFreezes(), broken);
        totals(books.money(), books.moneyFreezes(), broken);
        return broken;
    }

    private static Map<String, List<Freeze>> spentByOrder(List<Freeze> freezes) {
        Map<String, List<Freeze>> spent = new HashMap<>();
        for (Freeze freeze : freezes) {
            if (freeze.status().equals(CONFIRMED)) {
                spent.computeIfAbsent(freeze.orderNo(), orderNo -> new ArrayList<>())
                        .add(freeze);
            }
        }
        return spent;
    }

    private static void matches(
            String orderNo,
            boolean confirmed,
            String what,
            String key,
            BigDecimal amount,
            Map<String, List<Freeze>> spent,
            List<String> broken) {
        List<Freeze> own = spent.getOrDefault(orderNo, List.of());
        String order = "I14: order " + orderNo + " is " + (confirmed ? CONFIRMED : "not confirmed");
        if (!confirmed && !own.isEmpty()) {
            broken.add(order + ", yet there is " + what + " for it: " + own);
        } else if (confirmed
                && (own.size() != 1
                        || !own.get(0).key().equals(key)
                        || own.get(0).amount().compareTo(amount) != 0)) {
            broken.add(order + ": there has to be " + what + " once for it, " + amount + " of " + key
                    + ", and there is " + own);
        }
    }

    private static void unknown(Map<String, List<Freeze>> spent, Set<String> known, String what, List<String> broken) {
        for (String orderNo : spent.keySet()) {
            if (!known.contains(orderNo)) {
                broken.add(
                        "I14: there is " + what + " for order " + orderNo + ", which the order service does not know");
            }
        }
    }

    private static void totals(List<Holding> holdings, List<Freeze> freezes, List<String> broken) {
        for (Holding held : holdings) {
            BigDecimal confirmed = freezes.stream()
                    .filter(freeze ->
                            freeze.key().equals(held.key()) && freeze.status().equals(CONFIRMED))
                    .map(Freeze::amount)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            if (confirmed.compareTo(held.spent()) != 0) {
                broken.add("I14: " + held.key() + " counts " + held.spent() + " spent, its orders " + confirmed);
            }
        }
    }
}
