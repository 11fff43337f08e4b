// SPDX-License-Identifier: Apache-2.0
import { h, reactive, watch } from "./vue.js";
import { ask } from "./api.js";
import { clock, dateTime, duration, number } from "./format.js";
import { conditions, Filters, SEARCH, toAsk } from "./filters.js";
import { usePolling } from "./polling.js";
import { go, href, route, toTransaction } from "./router.js";
import { button, empty, parkedBadge, problemBox, shown, stateBadge, table, timeAndAge } from "./ui.js";
import { t } from "./words.js";

const PAGE = 50;
const REFRESH_MILLIS = 5000;

function took(row) {
    if (row.durationMillis !== null) {
        return duration(row.durationMillis);
    }
    const age = Math.max(0, Date.now() - Date.parse(row.begunAt));
    return h("span", { class: "faint" }, t("column.open", { time: duration(age) }));
}

function labels(row) {
    const tags = Object.entries(row.tags).map(([name, value]) => h("a", {
        class: "tag", key: name, href: href(SEARCH, { tag: `${name}:${value}` }), title: `${name}:${value}`,
    }, `${name}: ${value}`));
    return h("div", { class: "tags" }, [row.key === null ? null : h("span", { class: "mono wrap" }, row.key), tags]);
}

function rows(list) {
    return table([
        { title: t("column.state"), cell: row => h("span", { class: "badges" }, [stateBadge(row.state), row.parked ? parkedBadge() : null]) },
        { title: t("column.name"), cell: row => h("div", [
            h("a", { class: "strong wrap", href: toTransaction(row.xid), tabindex: -1 }, row.name || row.xid),
            h("div", { class: "mono faint wrap" }, row.xid),
        ]) },
        { title: t("column.application"), cell: row => row.application || h("span", { class: "faint" }, "–") },
        { title: t("column.labels"), cell: labels },
        { title: t("column.begun"), cell: row => timeAndAge(row.begunAt) },
        { title: t("column.duration"), numeric: true, cell: took },
    ], list, { key: row => row.xid, open: row => go(toTransaction(row.xid)), label: t("transactions.title") });
}

function nothing(next) {
    if (next !== null) {
        return null;
    }
    return Object.keys(conditions()).length > 0
        ? empty(t("transactions.none"), null, button(t("transactions.clear"), () => go(href(SEARCH))))
        : empty(t("transactions.noneYet"), t("transactions.noneYetHint"));
}

function howFound(matched) {
    if (!route.query.q) {
        return null;
    }
    return matched === "EXACT" ? t("transactions.exact") : matched === "NAME_PREFIX" ? t("transactions.prefix", { q: route.query.q }) : null;
}

function end({ next, searchedUntil }, older, more) {
    if (older.problem !== null) {
        return problemBox(older.problem, more);
    }
    if (next === null) {
        return h("p", { class: "faint" }, t("transactions.end"));
    }
    return [
        searchedUntil === null ? null : h("span", { class: "faint" }, t("transactions.until", { time: dateTime(searchedUntil) })),
        button(t("transactions.older"), more, { id: "older", disabled: older.busy }),
    ];
}

export const Transactions = {
    setup() {
        const older = reactive({ rows: [], last: null, busy: false, problem: null });
        let wanted = true;
        // Nothing moves under who has gone on reading, unless he asks for it.
        const reading = () => older.rows.length > 0 || scrollY > 200;
        const first = usePolling(async signal => {
            if (!wanted && first.data !== null && reading()) {
                return first.data;
            }
            wanted = false;
            const query = { ...toAsk(), limit: PAGE };
            return { query, ...await ask("GET", "api/v1/transactions", { query, signal }), readAt: Date.now() };
        }, () => REFRESH_MILLIS);

        function again() {
            wanted = true;
            Object.assign(older, { rows: [], last: null, problem: null });
            first.refresh();
        }

        async function more() {
            const asked = first.data;
            Object.assign(older, { busy: true, problem: null });
            try {
                // Exactly the conditions of the page before: a range that ends now has moved on meanwhile.
                const page = await ask("GET", "api/v1/transactions", { query: { ...asked.query, cursor: (older.last ?? asked).next } });
                if (first.data === asked) { // Else the conditions have changed meanwhile.
                    older.rows.push(...page.transactions);
                    older.last = page;
                }
            } catch (problem) {
                older.problem = problem;
            }
            older.busy = false;
        }

        watch(() => JSON.stringify(conditions()), again);

        function draw(data) {
            const list = [...data.transactions, ...older.rows];
            const last = older.last ?? data;
            return h("section", { class: ["card", "list"], "aria-busy": first.loading }, [
                h("header", { class: "card-head" }, [
                    h("p", { class: "faint", role: "status" }, [t("transactions.count", { count: number(list.length) }), howFound(data.matched)].filter(Boolean).join(" · ")),
                    h("div", { class: "acts" }, [
                        h("span", { class: "faint" }, t("transactions.newer", { time: clock(data.readAt) })),
                        button(t("transactions.refresh"), again, { class: "button small" }),
                    ]),
                ]),
                list.length === 0 ? nothing(last.next) : rows(list),
                list.length === 0 && last.next === null ? null : h("footer", { class: "acts centred" }, end(last, older, more)),
            ]);
        }

        return () => [
            h("h1", { class: "unseen" }, t("transactions.title")),
            h(Filters),
            shown(first, draw, 8),
        ];
    },
};
