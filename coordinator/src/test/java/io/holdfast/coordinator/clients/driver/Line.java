// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients.driver;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * How a {@link ClientProgram} is spoken to. A command is {@code sequence TAB command TAB argument...}, its answer
 * {@code sequence TAB ok TAB value...} or {@code sequence TAB threw TAB exception TAB code TAB message}; all fields are
 * percent-encoded, and answers come in any order.
 */
public final class Line {
    private Line() {}

    public static String of(String sequence, List<String> fields) {
        StringBuilder line = new StringBuilder(sequence);
        for (String field : fields) {
            line.append('\t').append(URLEncoder.encode(field, StandardCharsets.UTF_8));
        }
        return line.toString();
    }

    public static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        for (String field : line.split("\t", -1)) {
            fields.add(URLDecoder.decode(field, StandardCharsets.UTF_8));
        }
        return fields;
    }
}
