// SPDX-License-Identifier: Apache-2.0
import { h } from "./vue.js";
import { ask } from "./api.js";
import { duration, number } from "./format.js";
import { usePolling } from "./polling.js";
import { empty, section, shown, table, time } from "./ui.js";
import { named, t } from "./words.js";

const BREAKER_TONE = { CLOSED: "is-good", OPEN: "is-bad", HALF_OPEN: "is-parked" };

function name(one) {
    const what = one.tries === null ? null : one.tries ? t("participants.tries") : t("participants.phase2");
    return h("div", [
        h("span", { class: "strong wrap" }, one.name),
        h("div", { class: "faint" }, [one.application, what].filter(Boolean).join(" · ")),
    ]);
}

function connections(one) {
    if (one.kind !== "SEATA") {
        return h("span", { class: "faint" }, t("branch.direct"));
    }
    if (one.connections.length === 0) {
        return h("span", { class: "badge is-bad" }, t("participants.noConnections"));
    }
    return h("details", [
        h("summary", number(one.connections.length)),
        h("ul", { class: "plain" }, one.connections.map(connection => h("li", { key: connection.client }, [
            h("span", { class: "mono wrap" }, connection.address), ` ${connection.application} ${connection.version} `,
            h("span", { class: "faint" }, time(connection.since)),
        ]))),
    ]);
}

function list({ participants, self }) {
    if (participants.length === 0) {
        return empty(t("participants.none"), t("participants.noneHint"));
    }
    const took = (one, millis) => (one.calls.recentCalls === 0 ? h("span", { class: "faint" }, "–") : duration(millis));
    return section(t("participants.title"), table([
        { title: t("participants.kind"), cell: one => h("span", { class: "badge" }, one.kind) },
        { title: t("participants.name"), cell: name },
        { title: t("participants.connections"), cell: connections },
        { title: t("participants.calls"), numeric: true, cell: one => number(one.calls.calls) },
        { title: t("participants.failures"), numeric: true, cell: one => h("span", { class: { bad: one.calls.failures > 0 } }, number(one.calls.failures)) },
        { title: t("participants.recent"), cell: one => t("participants.recentCalls", { calls: number(one.calls.recentCalls), failures: number(one.calls.recentFailures) }) },
        { title: t("participants.median"), numeric: true, cell: one => took(one, one.calls.medianMillis) },
        { title: t("participants.p99"), numeric: true, cell: one => took(one, one.calls.p99Millis) },
        { title: t("participants.underWay"), numeric: true, cell: one => number(one.underWay) },
        { title: t("participants.waiting"), numeric: true, cell: one => number(one.waiting) },
        { title: t("participants.breaker"), cell: one => (one.breaker === null ? h("span", { class: "faint" }, "–")
            : h("span", { class: ["badge", BREAKER_TONE[one.breaker]], title: one.breaker }, named("breaker", one.breaker))) },
    ], participants, { key: one => `${one.kind} ${one.name} ${one.tries}`, label: t("participants.title") }), { note: t("participants.note", { self }) });
}

export const Participants = {
    setup() {
        const polled = usePolling(signal => ask("GET", "api/v1/participants", { signal }), () => 3000);
        return () => [h("h1", { class: "unseen" }, t("participants.title")), shown(polled, list, 6)];
    },
};
