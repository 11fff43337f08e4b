// SPDX-License-Identifier: Apache-2.0
import { h } from "./vue.js";
import { ask } from "./api.js";
import { duration, number } from "./format.js";
import { usePolling } from "./polling.js";
import { section, shown, table, time, timeAndAge } from "./ui.js";
import { named, t } from "./words.js";

const TONE = { SERVING: "is-good", RECOVERING: "is-parked", HALTED: "is-bad", STOPPED: "is-bad" };
const SILENT_MILLIS = 10_000;

function node(one) {
    return h("div", [
        h("span", { class: "strong wrap" }, one.id), " ",
        one.self ? h("span", { class: "badge is-good" }, t("nodes.self")) : null,
        one.leaving ? h("span", { class: "badge is-parked" }, t("nodes.leaving")) : null,
    ]);
}

function seen(one) {
    if (one.seenAt === null) {
        return h("span", { class: "faint" }, "–");
    }
    if (one.silentMillis > SILENT_MILLIS) {
        return h("span", { class: "badge is-bad" }, t("nodes.silent", { time: duration(one.silentMillis) }));
    }
    return time(one.seenAt);
}

function condition(lane) {
    if (lane.condition === null) {
        return h("span", { class: "faint" }, lane.owner === "" ? t("nodes.free") : t("nodes.elsewhere"));
    }
    return [
        h("span", { class: ["badge", TONE[lane.condition]], title: lane.condition }, named("condition", lane.condition)),
        lane.problem === null ? null : h("div", { class: "bad wrap" }, lane.problem),
    ];
}

function both({ nodes, lanes }) {
    return [
        section(t("nodes.title"), table([
            { title: t("nodes.node"), cell: node },
            { title: t("nodes.address"), cell: one => one.address ?? h("span", { class: "faint" }, t("nodes.embedded")) },
            { title: t("nodes.seen"), cell: seen },
            { title: t("nodes.laneCount"), numeric: true, cell: one => number(one.lanes) },
        ], nodes, { key: one => one.id, label: t("nodes.title") })),
        section(t("nodes.lanes"), table([
            { title: t("nodes.lane"), numeric: true, cell: lane => lane.lane },
            { title: t("nodes.condition"), cell: condition },
            { title: t("nodes.owner"), cell: lane => (lane.owner === "" ? h("span", { class: "faint" }, t("nodes.free")) : h("span", { class: "wrap" }, lane.owner)) },
            { title: t("nodes.epoch"), numeric: true, cell: lane => number(lane.epoch) },
            { title: t("nodes.heartbeat"), cell: lane => timeAndAge(lane.heartbeatAt) },
            { title: t("nodes.open"), numeric: true, cell: lane => number(lane.openTransactions) },
            { title: t("nodes.memory"), numeric: true, cell: lane => (lane.inMemory === null ? "–" : number(lane.inMemory)) },
        ], lanes, { key: lane => lane.lane, tone: lane => (lane.condition === "HALTED" ? "warns" : null), label: t("nodes.lanes") })),
    ];
}

export const Nodes = {
    setup() {
        const polled = usePolling(signal => ask("GET", "api/v1/nodes", { signal }), () => 3000);
        return () => [h("h1", { class: "unseen" }, t("nodes.title")), shown(polled, both, 6)];
    },
};
