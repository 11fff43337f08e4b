// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the team's observations tell at one moment, or by how much two moments differ. Immutable. */
record Observed(Map<String, BigDecimal> values) {

    static Observed now(Map<String, Supplier<? extends Number>> observations) {
        Map<String, BigDecimal> values = new LinkedHashMap<>();
        observations.forEach((name, observation) -> values.put(name, number(name, observation.get())));
        return new Observed(values);
    }

    private static BigDecimal number(String name, Number value) {
        if (value == null) {
            throw new IllegalStateException("the observation '" + name + "' gave null instead of a number");
        }
        return new BigDecimal(value.toString());
    }

    Observed plus(Observed other) {
        return with(other, BigDecimal::add);
    }

    Observed minus(Observed other) {
        return with(other, BigDecimal::subtract);
    }

    Observed times(int factor) {
        return with(this, (value, same) -> value.multiply(BigDecimal.valueOf(factor)));
    }

    private Observed with(Observed other, BinaryOperator<BigDecimal> operator) {
        Map<String, BigDecimal> result = new LinkedHashMap<>();
        values.forEach((name, value) ->
                result.put(name, operator.apply(value, other.values().get(name))));
        return new Observed(result);
    }

    boolean isNothing() {
        return values.values().stream().allMatch(value -> value.signum() == 0);
    }

    boolean isSameAs(Observed other) {
        return minus(other).isNothing();
    }

    /** {@code available 100 -> 98, frozen 0 -> 2}. */
    String since(Observed before) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + " "
                        + before.values().get(entry.getKey()).toPlainString() + " -> "
                        + entry.getValue().toPlainString())
                .collect(Collectors.joining(", "));
    }
}
