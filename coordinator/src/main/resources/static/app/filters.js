// SPDX-License-Identifier: Apache-2.0
// The conditions of a search: how they stand in the address, and how the coordinator wants them.
import { h, reactive, ref } from "./vue.js";
import { remember, remembered } from "./prefs.js";
import { go, href, replace, route } from "./router.js";
import { button, Dialog } from "./ui.js";
import { named, t } from "./words.js";

const STATES = ["TRYING", "CONFIRMING", "CANCELLING", "CONFIRMED", "CANCELLED"];
const RANGES = { "15m": 15 * 60_000, "1h": 3_600_000, "24h": 86_400_000, "7d": 604_800_000 };
const PAUSE_MILLIS = 250;
const TEXTS = ["name", "application", "participant", "tag", "key"];
export const SEARCH = "transactions";

/** What of the address is a condition; anything else in it is not. */
export function conditions() {
    const known = ["q", "state", "unfinished", "parked", "range", "from", "to", ...TEXTS];
    return Object.fromEntries(Object.entries(route.query).filter(([name, value]) => known.includes(name) && value !== ""));
}

/** As /api/v1/transactions wants it. A range that ends now is counted from now, so that a bookmark stays true. */
export function toAsk() {
    const { range, from, to, ...untrimmed } = conditions();
    const rest = Object.fromEntries(Object.entries(untrimmed).map(([name, value]) => [name, value.trim()]));
    const iso = text => (text && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : undefined);
    if (range === "between") {
        return { ...rest, from: iso(from), to: iso(to) };
    }
    return range in RANGES ? { ...rest, from: new Date(Date.now() - RANGES[range]).toISOString() } : rest;
}

export function set(changes) {
    replace(href(SEARCH, { ...conditions(), ...changes }));
}

const timers = new Map();

function setSoon(name, value) {
    clearTimeout(timers.get(name));
    timers.set(name, setTimeout(() => {
        if (route.page === SEARCH) { // Who has opened a row meanwhile stays there.
            set({ [name]: value });
        }
    }, PAUSE_MILLIS));
}

/** Text that becomes a condition when one pauses. */
function typed(name, more) {
    return {
        value: route.query[name] ?? "",
        ...more,
        onInput: event => setSoon(name, event.target.value),
    };
}

function field(label, control) {
    return h("label", { class: "field" }, [label, control]);
}

function stateField() {
    const value = route.query.unfinished === "true" ? "unfinished" : route.query.state ?? "";
    const choose = event => {
        const chosen = event.target.value;
        set(chosen === "unfinished" ? { state: "", unfinished: "true" } : { state: chosen, unfinished: "" });
    };
    return field(t("filter.state"), h("select", { id: "state", value, onChange: choose }, [
        h("option", { value: "" }, t("filter.any")),
        h("option", { value: "unfinished" }, t("filter.unfinished")),
        STATES.map(state => h("option", { value: state, key: state }, named("state", state))),
    ]));
}

function rangeFields() {
    const range = route.query.range ?? "";
    const clear = range === "between" ? {} : { from: "", to: "" };
    const edge = name => field(t(`filter.${name}`), h("input", {
        type: "datetime-local", step: 1, value: route.query[name] ?? "", onChange: event => set({ [name]: event.target.value }),
    }));
    return [
        field(t("filter.range"), h("select", { id: "range", value: range, onChange: event => set({ ...clear, range: event.target.value }) }, [
            h("option", { value: "" }, t("filter.ever")),
            [...Object.keys(RANGES), "between"].map(one => h("option", { value: one, key: one }, t(`filter.${one}`))),
        ])),
        range === "between" ? [edge("from"), edge("to")] : null,
    ];
}

function parkedField() {
    return h("label", { class: "check" }, [h("input", {
        id: "parked", type: "checkbox", checked: route.query.parked === "true",
        onChange: event => set({ parked: event.target.checked ? "true" : "" }),
    }), t("filter.parked")]);
}

const saved = reactive({ filters: remembered("filters", []) });

function keep(name) {
    const filter = { name, query: conditions() };
    saved.filters = [...saved.filters.filter(one => one.name !== name), filter].sort((a, b) => a.name.localeCompare(b.name));
    remember("filters", saved.filters);
}

function forget(name) {
    saved.filters = saved.filters.filter(one => one.name !== name);
    remember("filters", saved.filters);
}

function savedFilters(ask) {
    const here = href(SEARCH, conditions());
    return h("div", { class: "saved" }, [
        saved.filters.map(filter => h("span", { class: ["chip", { here: href(SEARCH, filter.query) === here }], key: filter.name }, [
            h("a", { href: href(SEARCH, filter.query) }, filter.name),
            button("✕", () => forget(filter.name), { class: "forget", "aria-label": t("filter.forget", { name: filter.name }) }),
        ])),
        here === href(SEARCH) ? null : [
            button(t("filter.save"), ask, { class: "button small", id: "save-filter" }),
            button(t("transactions.clear"), () => go(href(SEARCH)), { class: "button small", id: "clear" }),
        ],
    ]);
}

function naming(close) {
    const submit = event => {
        event.preventDefault();
        const name = new FormData(event.target).get("filter").trim();
        if (name !== "") {
            keep(name);
            close();
        }
    };
    return h(Dialog, { title: t("filter.save"), onClose: close }, () => h("form", { onSubmit: submit }, [
        field(t("filter.saveName"), h("input", { name: "filter", id: "filter-name", maxlength: 60, required: true, autofocus: true })),
        h("p", { class: "faint" }, t("filter.link")),
        h("div", { class: "acts" }, h("button", { class: "button primary", type: "submit" }, t("filter.saveGo"))),
    ]));
}

function searchField() {
    const wiring = typed("q", {
        id: "search", type: "search", placeholder: t("transactions.search"), "aria-label": t("transactions.searchLabel"),
        "aria-keyshortcuts": "/", autocomplete: "off", spellcheck: false, maxlength: 1024,
    });
    return h("div", { class: "search" }, [h("input", {
        ...wiring,
        onKeydown: event => {
            if (event.key === "Escape") {
                event.target.value = "";
                clearTimeout(timers.get("q"));
                set({ q: "" });
            } else if (event.key === "Enter" || event.key === "ArrowDown") {
                document.querySelector("table.opens tbody tr")?.focus();
                event.preventDefault();
            }
        },
    }), h("kbd", { "aria-hidden": true }, "/")]);
}

export const Filters = {
    setup() {
        const asking = ref(false);
        return () => h("div", { class: "filters", role: "search" }, [
            searchField(),
            h("div", { class: "fields" }, [stateField(), rangeFields(), parkedField()]),
            h("details", { open: TEXTS.some(name => route.query[name]) || undefined }, [
                h("summary", t("filter.more")),
                h("div", { class: "fields" }, TEXTS.map(name => h("div", { key: name }, field(t(`filter.${name}`), h("input", typed(name, {
                    id: `filter-${name}-text`, autocomplete: "off", spellcheck: false, placeholder: name === "tag" ? t("filter.tagHint") : undefined,
                })))))),
            ]),
            savedFilters(() => { asking.value = true; }),
            asking.value ? naming(() => { asking.value = false; }) : null,
        ]);
    },
};
