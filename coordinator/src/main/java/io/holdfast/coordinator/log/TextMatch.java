// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.model.Xid;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a text is exactly.
 *
 * @param ids of transactions whose id or idempotency key it is
 * @param tagNames names of tags of which it is a value
 */
record TextMatch(List<Long> ids, List<String> tagNames) {
    /** More names of tags than this are not asked. */
    private static final int MOST_NAMES = 50;

    boolean isExact() {
        return !ids.isEmpty() || !tagNames.isEmpty();
    }

    static TextMatch of(Connection on, String text) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try {
            ids.addAll(ids(on, "tx_id = ?", idOf(text)));
        } catch (IllegalArgumentException noId) {
            // It may be anything else.
        }
        ids.addAll(ids(on, "idempotency_key = ?", text));
        return new TextMatch(ids, tagNames(on, text));
    }

    private static long idOf(String text) {
        return Xid.parse(text.indexOf(':') < 0 ? "?:" + text : text).id().value();
    }

    private static List<Long> ids(Connection on, String restriction, Object value) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (PreparedStatement find =
                on.prepareStatement("SELECT tx_id FROM global_transaction WHERE " + restriction)) {
            find.setObject(1, value);
            try (ResultSet row = find.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getLong(1));
                }
            }
        }
        return ids;
    }

    /** From name to name by the key of the table: what stands under one is passed over. */
    private static List<String> tagNames(Connection on, String value) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement next =
                        on.prepareStatement("SELECT name FROM transaction_tag WHERE name > ? ORDER BY name LIMIT 1");
                PreparedStatement find =
                        on.prepareStatement("SELECT tx_id FROM transaction_tag WHERE name = ? AND value = ? LIMIT 1")) {
            String name = first(next, "");
            for (int i = 0; i < MOST_NAMES && name != null; i++) {
                find.setString(1, name);
                find.setString(2, value);
                try (ResultSet row = find.executeQuery()) {
                    if (row.next()) {
                        names.add(name);
                    }
                }
                name = first(next, name);
            }
        }
        return names;
    }

    private static String first(PreparedStatement next, String after) throws SQLException {
        next.setString(1, after);
        try (ResultSet row = next.executeQuery()) {
            return row.next() ? row.getString(1) : null;
        }
    }
}
