// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a comparison came to; what is reported is computed from it.
 *
 * @param loadBefore how busy the machine was before anything was started, in running threads
 */
record Results(
        Instant startedAt,
        Machine machine,
        double loadBefore,
        Campaign campaign,
        List<Measurement> measurements,
        List<Footprint> footprints) {

    /** Cases in the order in which they were run. */
    List<Case> cases() {
        return measurements.stream().map(Measurement::load).distinct().toList();
    }

    List<Contender> contenders(Case load) {
        return measurements.stream()
                .filter(measurement -> measurement.load().equals(load))
                .map(Measurement::contender)
                .distinct()
                .toList();
    }

    /** Empty if that was not measured. */
    Optional<Spread> spread(Contender contender, Case load, Metric metric) {
        List<Double> values = values(contender, load, metric);
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }

    /** Round by round, one contender's figure over the other's; empty if one of them was not measured. */
    Optional<Spread> ratio(Contender over, Contender under, Case load, Metric metric) {
        List<Double> above = values(over, load, metric);
        List<Double> below = values(under, load, metric);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(above.size(), below.size()); i++) {
            ratios.add(above.get(i) / below.get(i));
        }
        return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios));
    }

    private List<Double> values(Contender contender, Case load, Metric metric) {
        return measurements.stream()
                .filter(measurement -> measurement.contender() == contender
                        && measurement.load().equals(load))
                .map(measurement -> metric.of(measurement.result()))
                .filter(value -> !value.isNaN())
                .toList();
    }
}
