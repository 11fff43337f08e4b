// SPDX-License-Identifier: Apache-2.0
// How this node, and what it stands on, is; and what to copy into clients.
import { h } from "./vue.js";
import { ask } from "./api.js";
import { usePolling } from "./polling.js";
import { CopyButton, section, shown, table, time } from "./ui.js";
import { named, t } from "./words.js";

const TONE = { OK: "is-good", WARN: "is-parked", FAIL: "is-bad" };

function grade(name) {
    return h("span", { class: ["badge", TONE[name]], title: name }, named("grade", name));
}

function seen(finding) {
    return [
        h("div", { class: "wrap" }, finding.cause),
        finding.cure === "" ? null : h("div", { class: "strong wrap" }, `${t("status.cure")} ${finding.cure}`),
    ];
}

/** What is wrong first. */
function worstFirst(findings) {
    const order = ["FAIL", "WARN", "OK"];
    return findings.map((finding, number) => ({ ...finding, number }))
        .sort((one, other) => order.indexOf(one.grade) - order.indexOf(other.grade) || one.number - other.number);
}

function snippet(one) {
    const name = named("snippet", one.name);
    return section(name, h("pre", { class: "snippet", tabindex: 0, "aria-label": name }, one.text), {
        side: h(CopyButton, { text: one.text }), key: one.name,
    });
}

function all({ self, at, grade: worst, findings, snippets }) {
    return [
        section(t("status.title"), table([
            { title: t("status.grade"), cell: one => grade(one.grade) },
            { title: t("status.subject"), cell: one => named("subject", one.subject) },
            { title: t("status.seen"), cell: seen },
        ], worstFirst(findings), { key: one => one.number, tone: one => (one.grade === "FAIL" ? "warns" : null), label: t("status.title") }), {
            note: t("status.note", { self }),
            side: h("div", [grade(worst), " ", time(at, { exact: true })]),
        }),
        h("h2", { class: "between" }, t("status.snippets")),
        snippets.map(snippet),
    ];
}

export const Status = {
    setup() {
        const polled = usePolling(signal => ask("GET", "api/v1/status", { signal }), () => 15_000);
        return () => [h("h1", { class: "unseen" }, t("status.title")), shown(polled, all, 8)];
    },
};
