// SPDX-License-Identifier: Apache-2.0
import { h } from "./vue.js";
import { ask } from "./api.js";
import { duration, number, percent, rate } from "./format.js";
import { useLive } from "./live.js";
import { Plot } from "./plot.js";
import { usePolling } from "./polling.js";
import { go, href, toTransaction } from "./router.js";
import { empty, problemBox, section, shown, skeleton, stateBadge, table, timeAndAge } from "./ui.js";
import { t } from "./words.js";

const UNDER_WAY = ["trying", "confirming", "cancelling"];
const SHOWN = 5;
const OLD_MILLIS = 60_000;

function tile(label, value, note, { address, tone } = {}) {
    const inside = [h("span", { class: "tile-label" }, label), h("span", { class: "tile-value" }, value), h("span", { class: "faint" }, note)];
    return address ? h("a", { class: ["tile", tone], href: address }, inside) : h("div", { class: ["tile", tone] }, inside);
}

function tiles(figures) {
    const { oldestUndecided: oldest, cancelledShare: share, inFlight } = figures;
    return h("div", { class: "tiles" }, [
        tile(t("overview.begun"), `${rate(figures.begunPerSecond)}${t("overview.perSecond")}`, t("overview.begunNote")),
        tile(t("overview.confirmed"), `${rate(figures.confirmedPerSecond)}${t("overview.perSecond")}`, t("overview.begunNote")),
        tile(t("overview.cancelShare"), share === null ? "–" : percent(share), share === null ? t("overview.noEnds") : t("overview.cancelShareNote")),
        tile(t("overview.oldest"), oldest === null ? "–" : duration(oldest.ageMillis), oldest === null ? t("overview.noneUndecided") : oldest.name, {
            address: oldest === null ? undefined : toTransaction(oldest.xid), tone: oldest !== null && oldest.ageMillis > OLD_MILLIS ? "warns" : null,
        }),
        tile(t("overview.parked"), number(inFlight.parked), inFlight.parked === 0 ? t("overview.parkedGood") : t("overview.parkedNote"), {
            address: href("transactions", { parked: "true" }), tone: inFlight.parked > 0 ? "warns" : null,
        }),
        tile(t("overview.lanes"), `${figures.lanesServing} / ${figures.lanes}`, t("overview.lanesNote"), {
            address: href("nodes"), tone: figures.lanesServing < figures.lanes ? "warns" : null,
        }),
    ]);
}

function byState({ inFlight }) {
    if (inFlight.total === 0) {
        return h("p", { class: "faint" }, t("overview.idle"));
    }
    const counted = UNDER_WAY.reduce((sum, name) => sum + inFlight[name], 0);
    return [
        h("div", { class: "share", "aria-hidden": true }, UNDER_WAY.filter(name => inFlight[name] > 0).map(name => h("span", {
            class: `fill-${name}`, key: name, style: { flexGrow: inFlight[name] / Math.max(1, counted) },
        }))),
        h("ul", { class: "legend" }, UNDER_WAY.map(name => h("li", { key: name },
            h("a", { href: href("transactions", { state: name.toUpperCase() }) }, [stateBadge(name.toUpperCase()), ` ${number(inFlight[name])}`])))),
        inFlight.all ? null : h("p", { class: "faint" }, t("overview.partly")),
    ];
}

function slowest({ participants }) {
    const called = participants.filter(one => one.calls.recentCalls > 0)
        .sort((a, b) => b.calls.p99Millis - a.calls.p99Millis).slice(0, SHOWN);
    if (called.length === 0) {
        return h("p", { class: "faint" }, t("overview.noCalls"));
    }
    const most = called[0].calls.p99Millis || 1;
    return h("ol", { class: "bars" }, called.map(one => h("li", { key: `${one.kind} ${one.name} ${one.tries}` }, [
        h("span", { class: "bar-name", title: one.name }, [one.name, one.tries === null ? null
            : h("span", { class: "faint" }, ` · ${t(one.tries ? "participants.tries" : "participants.phase2")}`)]),
        h("span", { class: "bar-value" }, duration(one.calls.p99Millis)),
        h("span", { class: "bar", "aria-hidden": true }, h("span", { style: { width: `${Math.max(1, (100 * one.calls.p99Millis) / most)}%` } })),
    ])));
}

function parkedList({ transactions }) {
    if (transactions.length === 0) {
        return empty(t("overview.parkedNone"));
    }
    return table([
        { title: t("column.state"), cell: row => stateBadge(row.state) },
        { title: t("column.name"), cell: row => h("a", { href: toTransaction(row.xid) }, row.name || row.xid) },
        { title: t("column.application"), cell: row => row.application },
        { title: t("column.begun"), cell: row => timeAndAge(row.begunAt) },
    ], transactions, { key: row => row.xid, open: row => go(toTransaction(row.xid)), label: t("overview.parked") });
}

export const Overview = {
    setup() {
        const live = useLive();
        const participants = usePolling(signal => ask("GET", "api/v1/participants", { signal }), () => 5000);
        const parked = usePolling(
            signal => ask("GET", "api/v1/transactions", { query: { parked: true, limit: SHOWN }, signal }), () => 5000);
        const all = address => h("a", { class: "button small", href: address }, t("overview.all"));
        return () => [
            h("h1", t("overview.title")),
            live.problem !== null ? problemBox(live.problem, live.refresh) : null,
            live.data === null ? (live.problem === null ? skeleton(3) : null) : tiles(live.data),
            h("div", { class: "columns" }, [
                section(t("overview.throughput"), h(Plot, { live }), { note: t("overview.throughputNote") }),
                section(t("overview.byState"), live.data === null ? skeleton(2) : byState(live.data), {
                    side: all(href("transactions", { unfinished: "true" })),
                    note: live.data === null ? null : `${t("overview.inFlight")}: ${number(live.data.inFlight.total)}`,
                }),
                section(t("overview.parked"), shown(parked, parkedList, 3), { side: all(href("transactions", { parked: "true" })) }),
                section(t("overview.slowest"), shown(participants, slowest, 3), { note: t("overview.slowestNote"), side: all(href("participants")) }),
            ]),
        ];
    },
};
