// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.Labels;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/** The column {@code labels} of {@code global_transaction}: a flat JSON object, or null if there is nothing to say. */
final class LabelsCodec {
    private static final String DIGEST = "digest";
    private static final String TAG = "tag:";

    private LabelsCodec() {}

    static String write(Labels labels) {
        if (labels.key() == null && labels.tags().isEmpty()) {
            return null;
        }
        FlatObject out = new FlatObject().begin();
        if (labels.digest() != null) {
            out.with(DIGEST, labels.digest());
        }
        labels.tags().forEach((name, value) -> out.withQuoted(TAG + name, value));
        return out.end();
    }

    /** @throws BadRecord if it is not what {@link #write} makes */
    static Labels read(String key, String text) throws BadRecord {
        if (key == null && text == null) {
            return Labels.NONE;
        }
        SortedMap<String, String> tags = new TreeMap<>();
        try {
            Map<String, String> fields = FlatObject.read(text);
            fields.forEach((name, value) -> {
                if (name.startsWith(TAG)) {
                    tags.put(name.substring(TAG.length()), value);
                }
            });
            return new Labels(key, fields.get(DIGEST), tags);
        } catch (JacksonException | IllegalArgumentException impossible) {
            throw new BadRecord("its labels cannot be read: " + impossible.getMessage());
        }
    }
}
