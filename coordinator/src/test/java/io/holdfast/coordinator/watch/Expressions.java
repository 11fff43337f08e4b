// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the files in docs/monitoring ask Prometheus. */
public final class Expressions {
    private static final Pattern METRIC = Pattern.compile("\\b(holdfast|jvm|process|system|logback|http_server)_\\w+");

    private Expressions() {}

    public static Path directory() {
        return Path.of(System.getProperty("basedir", ""), "..", "docs", "monitoring");
    }

    /** Of the dashboard; whatever Grafana fills in is filled in. */
    static Set<String> ofTheDashboard() throws IOException {
        JsonNode dashboard = new JsonMapper().readTree(directory().resolve("grafana-dashboard.json"));
        Set<String> all = new TreeSet<>();
        for (JsonNode panel : dashboard.get("panels")) {
            for (JsonNode target : panel.path("targets")) {
                all.add(target.get("expr")
                        .asString()
                        .replace("$__rate_interval", "1m")
                        .replace("$instance", ".*"));
            }
        }
        return all;
    }

    static Set<String> ofTheRules() throws IOException {
        String text = Files.readString(directory().resolve("holdfast-rules.yml"));
        Map<String, List<Map<String, List<Map<String, String>>>>> rules =
                new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        Set<String> all = new TreeSet<>();
        rules.get("groups").forEach(group -> group.get("rules").forEach(rule -> all.add(rule.get("expr"))));
        return all;
    }

    /** The metrics that all of them are about. */
    public static Set<String> metrics() throws IOException {
        Set<String> expressions = new TreeSet<>(ofTheDashboard());
        expressions.addAll(ofTheRules());
        Set<String> metrics = new TreeSet<>();
        for (String expression : expressions) {
            Matcher names = METRIC.matcher(expression);
            while (names.find()) {
                metrics.add(names.group());
            }
        }
        return metrics;
    }
}
