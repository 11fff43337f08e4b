// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that was measured, for programs: every round as it was, and what the targets came to. Pure, but for write. */
final class JsonReport {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private JsonReport() {}

    static void write(Path file, Map<String, Object> report) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Files.writeString(file, GSON.toJson(report) + "\n");
    }

    static Map<String, Object> of(Results results) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("startedAt", results.startedAt().toString());
        report.put("machine", results.machine());
        report.put("loadBefore", results.loadBefore());
        report.put("rounds", results.campaign().rounds());
        report.put("secondsPerRound", results.campaign().seconds());
        report.put("measurements", measurements(results));
        report.put("memory", results.footprints());
        report.put("targets", targets(results));
        return report;
    }

    private static List<Map<String, Object>> measurements(Results results) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Measurement measurement : results.measurements()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("coordinator", measurement.contender().id());
            row.put("client", measurement.load().client().name());
            row.put("workload", measurement.load().workload());
            row.put("round", measurement.round());
            row.put("perSecond", measurement.result().perSecond());
            row.put("result", measurement.result());
            rows.add(row);
        }
        return rows;
    }

    private static List<Map<String, Object>> targets(Results results) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Target target : Target.all()) {
            Optional<Spread> measured = target.measured(results);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("what", target.subject());
            row.put("load", target.load().label());
            row.put("wanted", target.bound());
            measured.ifPresent(spread -> {
                row.put("measured", spread);
                row.put("reached", target.isReachedBy(spread));
            });
            rows.add(row);
        }
        return rows;
    }
}
