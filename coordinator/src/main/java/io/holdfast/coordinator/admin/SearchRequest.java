// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin;

import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Xid;
import io.holdfast.coordinator.port.SearchPosition;
import io.holdfast.coordinator.port.TransactionFilter;
import io.holdfast.coordinator.port.TransactionFilter.Tag;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code GET /api/v1/transactions} is asked for.
 *
 * @param from null: the newest
 */
record SearchRequest(TransactionFilter filter, SearchPosition from, int limit) {
    private static final int USUAL = 50;
    private static final int MOST = 200;
    private static final Set<String> KNOWN = new LinkedHashSet<>(List.of(
            "q",
            "xid",
            "name",
            "application",
            "participant",
            "key",
            "tag",
            "state",
            "unfinished",
            "undecided",
            "parked",
            "from",
            "to",
            "limit",
            "cursor"));

    /** @throws AdminProblem if that is impossible */
    static SearchRequest of(Map<String, List<String>> query) {
        Parameters parameters = new Parameters(query, KNOWN);
        int limit = parameters.number("limit", USUAL, 1, MOST);
        Long from = parameters.time("from");
        Long to = parameters.time("to");
        if (from != null && to != null && from > to) {
            throw AdminProblem.invalid("from", "it is later than to", "exchange them");
        }
        String xid = parameters.text("xid");
        TransactionFilter filter = new TransactionFilter(
                xid == null ? null : id("xid", xid),
                parameters.text("name"),
                parameters.text("application"),
                parameters.text("participant"),
                parameters.text("key"),
                tag(parameters.text("tag")),
                parameters.text("q"),
                state(parameters),
                parameters.flag("unfinished"),
                parameters.flag("parked"),
                from,
                to);
        String cursor = parameters.text("cursor");
        return new SearchRequest(filter, cursor == null ? null : CursorCodec.read(cursor, filter), limit);
    }

    /**
     * The id in an xid, or alone.
     *
     * @throws AdminProblem if there is none
     */
    static TransactionId id(String field, String text) {
        try {
            return Xid.parse(text.indexOf(':') < 0 ? "?:" + text : text).id();
        } catch (IllegalArgumentException none) {
            throw AdminProblem.invalid(
                    field,
                    "not an xid: " + Parameters.shown(text),
                    "write host:port:id as the coordinator gave it out, or its last number alone");
        }
    }

    private static Tag tag(String text) {
        if (text == null) {
            return null;
        }
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw AdminProblem.invalid(
                    "tag", "not NAME:VALUE: " + Parameters.shown(text), "write it like order:O-0001");
        }
        return new Tag(text.substring(0, colon), text.substring(colon + 1));
    }

    private static TransactionStatus state(Parameters parameters) {
        TransactionStatus state = parameters.constant("state", TransactionStatus.class);
        if (!parameters.flag("undecided")) {
            return state;
        }
        if (state != null && state != TransactionStatus.TRYING) {
            throw AdminProblem.invalid("undecided", "what is " + state + " is decided", "leave one of them out");
        }
        return TransactionStatus.TRYING;
    }
}
