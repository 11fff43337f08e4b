// SPDX-License-Identifier: Apache-2.0
// The small parts that all pages are made of.
import { h, nextTick, reactive, ref } from "./vue.js";
import { dateTime, exactTime, relative } from "./format.js";
import { named, t } from "./words.js";
import { connection } from "./api.js";

export function stateBadge(state) {
    return h("span", { class: ["badge", `is-${state.toLowerCase()}`], title: state }, named("state", state));
}

export function parkedBadge() {
    return h("span", { class: "badge is-parked", title: "PARKED" }, t("parked"));
}

/** A time in the browser's zone, in UTC on hover. */
export function time(iso, { exact = false, near } = {}) {
    if (iso === null || iso === undefined) {
        return h("span", { class: "faint" }, "–");
    }
    const text = exact ? exactTime(iso, near) : dateTime(iso);
    return h("time", { datetime: iso, title: t("utc", { time: iso }) }, text);
}

export function timeAndAge(iso) {
    return [time(iso), h("span", { class: "faint age" }, relative(iso))];
}

export function button(text, onClick, more = {}) {
    return h("button", { type: "button", class: "button", onClick, ...more }, text);
}

/** Copies `text`, and says so for a moment. */
export const CopyButton = {
    props: { text: { type: String, required: true } },
    setup(props) {
        const done = ref(false);
        async function copy() {
            try {
                await navigator.clipboard.writeText(props.text);
            } catch {
                copyWithoutPermission(props.text);
            }
            done.value = true;
            setTimeout(() => { done.value = false; }, 1500);
        }
        return () => h("button", { type: "button", class: ["button", "small", { done: done.value }], onClick: copy, "aria-live": "polite" },
            done.value ? `✓ ${t("copied")}` : t("copy"));
    },
};

/** Where the clipboard is only for pages on https or localhost. */
function copyWithoutPermission(text) {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
}

export function skeleton(lines = 4) {
    return h("div", { class: "skeleton", role: "status", "aria-label": t("loading") },
        Array.from({ length: lines }, (_, i) => h("div", { class: "bone", key: i })));
}

export function empty(title, hint, action) {
    return h("div", { class: "empty" }, [
        h("p", { class: "empty-title" }, title),
        hint ? h("p", { class: "faint" }, hint) : null,
        action ?? null,
    ]);
}

export function problemBox(problem, retry, title = t("problem.title")) {
    return h("div", { class: "problem", role: "alert" }, [
        h("strong", title),
        h("p", problem.code === "CONNECTION" ? t("problem.connection") : problem.detail),
        problem.cure ? h("p", { class: "faint" }, problem.cure) : null,
        retry ? button(t("problem.again"), retry) : null,
    ]);
}

/**
 * What was read, or why there is nothing to show. A question that failed after one that was answered leaves the answer in
 * sight: that it is old is said above the page if nobody answers, and else here.
 */
export function shown(polled, draw, lines) {
    if (polled.data === null) {
        return polled.problem ? problemBox(polled.problem, polled.refresh) : skeleton(lines);
    }
    return [
        polled.problem && connection.lostAt === null ? problemBox(polled.problem, polled.refresh) : null,
        draw(polled.data),
    ];
}

export function section(title, content, { note, side, ...more } = {}) {
    return h("section", { class: "card", ...more }, [
        h("header", { class: "card-head" }, [
            h("div", [h("h2", title), note ? h("p", { class: "faint" }, note) : null]),
            side ?? null,
        ]),
        content,
    ]);
}

/**
 * A table whose rows are cards on a narrow screen.
 *
 * @param columns {title, cell(row), numeric}
 * @param options key(row), open(row) makes rows that Enter or a click opens, tone(row) a class
 */
export function table(columns, rows, { key, open, tone, label }) {
    return h("table", { class: ["rows", { opens: open }], "aria-label": label }, [
        h("thead", h("tr", columns.map(column => h("th", { scope: "col", class: { numeric: column.numeric } }, column.title)))),
        h("tbody", rows.map(row => h("tr", {
            key: key(row),
            class: tone?.(row),
            ...(open ? { tabindex: 0, onClick: event => clicked(event, row, open), onKeydown: event => pressed(event, row, open) } : {}),
        }, columns.map(column => h("td", { class: { numeric: column.numeric }, "data-label": column.title }, column.cell(row)))))),
    ]);
}

function clicked(event, row, open) {
    const selecting = String(getSelection()).length > 0;
    if (!event.target.closest("a, button") && !selecting) {
        open(row);
    }
}

function pressed(event, row, open) {
    const tr = event.currentTarget;
    if (event.key === "Enter" && event.target === tr) {
        open(row);
    } else if (event.key === "ArrowDown" || event.key === "j") {
        tr.nextElementSibling?.focus();
    } else if (event.key === "ArrowUp" || event.key === "k") {
        tr.previousElementSibling?.focus();
    } else {
        return;
    }
    event.preventDefault();
}

/** A window over the page; the browser holds the focus inside, and Esc closes it. */
export const Dialog = {
    props: { title: { type: String, required: true } },
    emits: ["close"],
    setup(props, { slots, emit }) {
        const element = ref(null);
        function opened(dialog) {
            if (dialog && element.value !== dialog) {
                element.value = dialog;
                nextTick(() => dialog.showModal());
            }
        }
        return () => h("dialog", {
            ref: opened, "aria-label": props.title, onClose: () => emit("close"),
            onClick: event => event.target === event.currentTarget && event.currentTarget.close(),
        }, h("div", { class: "dialog" }, [
            h("header", { class: "card-head" }, [
                h("h2", props.title),
                button("✕", () => element.value.close(), { class: "button quiet", "aria-label": t("close") }),
            ]),
            slots.default(),
        ]));
    },
};

/** What has just been done, said for some seconds. */
export const toast = reactive({ text: null });
let toastTimer = null;

export function say(text) {
    toast.text = text;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => { toast.text = null; }, 6000);
}
