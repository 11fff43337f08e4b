// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every setting with its default, which is asked of the settings themselves, and with what the sources say of it.
 */
final class SettingsTable {
    private static final Pattern RECORD = Pattern.compile("record (\\w+)\\(");
    private static final Pattern BEFORE_RECORD = Pattern.compile("\\s*(@[^\\n]*\\s+)*(public )?");
    private static final Pattern PARAM = Pattern.compile("param (\\w+) (.*)", Pattern.DOTALL);
    private static final Pattern DEFAULT_SAID = Pattern.compile("[;,] default:? [^;]*$|^default:? [^;]*$");
    /** What differs from machine to machine. */
    private static final Map<String, String> DEPENDS = Map.of(
            "holdfast.seata.event-loops", "half of the processors, 1 to 4",
            "holdfast.lanes", "1; 12 with a log on a server",
            "holdfast.seata.advertised-host", "the host",
            "holdfast.cluster.advertised-host", "the host",
            "holdfast.cluster.advertised-port", "the port");

    private final Map<String, String> said = new TreeMap<>();
    private final List<String> lines = new ArrayList<>();
    private final List<String> unsaid = new ArrayList<>();

    SettingsTable(Path sources) throws IOException {
        try (var files = Files.walk(sources)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".java")).toList()) {
                read(Files.readString(file));
            }
        }
        lines.add("# Settings");
        lines.add("");
        lines.add("Every setting `holdfast.*`, with its default. Written by `SettingsTableTest` from the settings"
                + " themselves; what a port, a log or a participant makes of them stands in the pages that they belong to."
                + " Where to write them, and Spring Boot's own that matter: [operating](operating.md#settings).");
        lines.add("");
        lines.add("| setting | default | is |");
        lines.add("|---|---|---|");
        walk("holdfast", HoldfastSettings.class, Settings.of());
    }

    private void read(String source) {
        Matcher record = RECORD.matcher(source);
        while (record.find()) {
            int end = source.lastIndexOf("*/", record.start());
            int begin = source.lastIndexOf("/**", end);
            if (begin < 0
                    || !BEFORE_RECORD
                            .matcher(source.substring(end + 2, record.start()))
                            .matches()) {
                continue;
            }
            for (String tag : source.substring(begin, end).split("@(?=param |throws |return )", -1)) {
                Matcher param = PARAM.matcher(tag);
                if (param.matches()) {
                    said.put(record.group(1) + "." + param.group(1), plain(param.group(2)));
                }
            }
        }
    }

    private static String plain(String comment) {
        String text = comment.replaceAll("\\n\\s*\\*", " ")
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\{@link ([^}]*)}", "`$1`")
                .replaceAll("\\s+", " ")
                .strip();
        return DEFAULT_SAID.matcher(text).replaceFirst("").strip().replace("|", "\\|");
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }

    /** Settings that no source says anything of. */
    List<String> unsaid() {
        return unsaid;
    }

    private void walk(String prefix, Class<?> type, Object values) {
        for (RecordComponent one : type.getRecordComponents()) {
            String key = prefix + "." + kebab(one.getName());
            Object value = values == null ? null : valueOf(one, values);
            Class<?> element = elementOf(one.getGenericType());
            if (element != null && element.isRecord()) {
                walk(key + "[]", element, null);
            } else if (one.getType().isRecord()) {
                walk(key, one.getType(), value);
            } else {
                String text = said.get(type.getSimpleName() + "." + one.getName());
                if (text == null) {
                    unsaid.add(key);
                }
                String shown = key.replace("[]", "[0]");
                lines.add("| `" + shown + "` | " + DEPENDS.getOrDefault(key, show(value)) + " | " + text + " |");
            }
        }
    }

    private static Object valueOf(RecordComponent component, Object values) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(values);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Class<?> elementOf(Type type) {
        return type instanceof ParameterizedType of && of.getActualTypeArguments()[0] instanceof Class<?> element
                ? element
                : null;
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String show(Object value) {
        if (value == null || "".equals(value) || (value instanceof Collection<?> none && none.isEmpty())) {
            return "";
        }
        if (value instanceof Duration duration) {
            return show(duration);
        }
        if (value instanceof Collection<?> several) {
            return String.join(", ", several.stream().map(String::valueOf).toList());
        }
        return value.toString();
    }

    private static String show(Duration duration) {
        long millis = duration.toMillis();
        Object[][] units = {{86_400_000L, "d"}, {3_600_000L, "h"}, {60_000L, "m"}, {1_000L, "s"}};
        for (Object[] unit : units) {
            if (millis % (long) unit[0] == 0) {
                return millis / (long) unit[0] + (String) unit[1];
            }
        }
        return millis + "ms";
    }
}
