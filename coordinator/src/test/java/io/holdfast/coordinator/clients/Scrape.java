// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a coordinator told Prometheus, in Prometheus's text format. */
final class Scrape {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)\\})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** A metric, as a row of a table would have it. */
    record Metric(String name, String type, Set<String> labels) {}

    private final Map<String, String> types = new TreeMap<>();
    private final Map<String, Set<String>> labels = new TreeMap<>();
    private final Map<String, Double> samples = new TreeMap<>();

    Scrape(String text) {
        for (String line : text.split("\n", -1)) {
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (type.matches()) {
                types.put(type.group(1), type.group(2));
            } else if (sample.matches()) {
                add(sample.group(1), sample.group(2) == null ? "" : sample.group(2), sample.group(3));
            }
        }
    }

    private void add(String name, String labelled, String value) {
        Map<String, String> pairs = new TreeMap<>();
        Matcher label = LABEL.matcher(labelled);
        while (label.find()) {
            pairs.put(label.group(1), label.group(2));
        }
        samples.put(name + pairs, Double.valueOf(value));
        Set<String> names = new TreeSet<>(pairs.keySet());
        names.remove("le");
        labels.computeIfAbsent(name, missing -> new TreeSet<>()).addAll(names);
    }

    /** Every name that can be asked for, as it stands in an expression. */
    Set<String> names() {
        return labels.keySet();
    }

    /** Those whose name begins so. */
    Set<Metric> metrics(String prefix) {
        Set<Metric> metrics = new java.util.LinkedHashSet<>();
        types.forEach((name, type) -> {
            if (name.startsWith(prefix)) {
                String sampled = type.equals("histogram") || type.equals("summary") ? name + "_count" : name;
                metrics.add(new Metric(name, type, labels.getOrDefault(sampled, Set.of())));
            }
        });
        return metrics;
    }

    /**
     * The sum over all samples of that name that have these labels; 0 if there is none.
     *
     * @param pairs names and values in turn
     */
    double value(String name, String... pairs) {
        return samples.entrySet().stream()
                .filter(sample -> sample.getKey().startsWith(name + "{"))
                .filter(sample -> {
                    for (int i = 0; i < pairs.length; i += 2) {
                        if (!sample.getKey().contains(pairs[i] + "=" + pairs[i + 1])) {
                            return false;
                        }
                    }
                    return true;
                })
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
