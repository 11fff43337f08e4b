// SPDX-License-Identifier: Apache-2.0
import { h, ref } from "./vue.js";
import { ask } from "./api.js";
import { ActionDialog, actionsFor, branchActions } from "./actions.js";
import { duration, exactTime, number, relative } from "./format.js";
import { usePolling } from "./polling.js";
import { href, route } from "./router.js";
import { button, CopyButton, empty, parkedBadge, section, shown, stateBadge, table, time } from "./ui.js";
import { named, t } from "./words.js";
import { Timeline } from "./timeline.js";

const REFRESH_MILLIS = 2000;

function fact(name, value, more, wide = false) {
    return h("div", { class: ["fact", { wide }] }, [h("dt", name), h("dd", [value, more ? h("div", { class: "faint" }, more) : null])]);
}

function tags(transaction) {
    const all = Object.entries(transaction.tags);
    return all.length === 0 ? h("span", { class: "faint" }, "–") : h("div", { class: "tags" }, all.map(([name, value]) =>
        h("a", { class: "tag", key: name, href: href("transactions", { tag: `${name}:${value}` }) }, `${name}: ${value}`)));
}

function facts(story) {
    const it = story.transaction;
    const begun = Date.parse(it.begunAt);
    const after = iso => t("transaction.after", { time: duration(Math.max(0, Date.parse(iso) - begun)) });
    return h("dl", { class: "facts" }, [
        fact(t("transaction.begun"), time(it.begunAt, { exact: true }), relative(it.begunAt)),
        fact(t("transaction.decided"), story.decidedAt === null ? t("transaction.undecided") : time(story.decidedAt, { exact: true }),
            it.cause === null ? null : `${after(story.decidedAt)} · ${t("transaction.by", { cause: named("cause", it.cause) })}`),
        fact(t("transaction.finished"), it.finishedAt === null ? t("transaction.undecided") : time(it.finishedAt, { exact: true }),
            it.finishedAt === null ? null : after(it.finishedAt)),
        fact(t("transaction.deadline"), time(it.deadlineAt, { exact: true }), duration(story.timeoutMillis)),
        fact(t("transaction.application"), it.application || "–", it.group ? `${t("transaction.group")}: ${it.group}` : null),
        fact(t("transaction.key"), it.key === null ? h("span", { class: "faint" }, "–") : h("span", { class: "mono wrap" }, it.key)),
        fact(t("transaction.tags"), tags(it)),
        fact(t("transaction.lane"), number(story.lane), t("transaction.epoch", { epoch: number(story.epoch) })),
    ]);
}

function tryText(branch) {
    return branch.tryOutcome === null ? "–" : [
        h("span", { class: ["badge", { DONE: "is-good", REFUSED: "is-bad", UNKNOWN: "is-parked" }[branch.tryOutcome]] }, named("outcome", branch.tryOutcome)),
        branch.tryText ? h("div", { class: "mono wrap faint" }, branch.tryText) : null,
    ];
}

function target(branch) {
    if (branch.target === null) {
        return fact(t("branch.client"), h("span", { class: "mono wrap" }, branch.client), branch.type);
    }
    const calls = [["try", branch.target.tryAs], ["confirm", branch.target.confirmAs], ["cancel", branch.target.cancelAs]].filter(([, call]) => call !== null);
    return fact(t("branch.target"), calls.map(([phase, call]) => h("div", { class: "call", key: phase }, [
        h("span", { class: "faint" }, t(`branch.call.${phase}`)), h("span", { class: "mono wrap" }, call),
    ])),
        [branch.target.kind, t("branch.direct"), branch.target.after.length > 0 ? `${t("branch.after")} ${branch.target.after.join(", ")}` : null].filter(Boolean).join(" · "), true);
}

function next(branch) {
    if (branch.acknowledgedAt !== null) {
        return fact(t("branch.acknowledged"), time(branch.acknowledgedAt, { exact: true }));
    }
    if (branch.nextAttemptAt === null) {
        return null;
    }
    const due = Date.parse(branch.nextAttemptAt) <= Date.now();
    return fact(t("branch.next"), due ? t("branch.soon") : time(branch.nextAttemptAt, { exact: true }), due ? null : relative(branch.nextAttemptAt));
}

function branchCard(branch, story, act) {
    return h("article", { class: ["branch", { warns: branch.parked }], key: branch.branchId }, [
        h("header", [
            h("h3", { class: "wrap" }, branch.name ?? branch.resource),
            h("span", { class: "badges" }, [stateBadge(branch.state), branch.parked ? parkedBadge() : null]),
            h("span", { class: "mono faint" }, branch.branchId),
        ]),
        h("dl", { class: "facts" }, [
            fact(t("branch.resource"), h("a", { class: "wrap", href: href("transactions", { participant: branch.resource }) }, branch.resource), branch.application),
            target(branch),
            fact(t("branch.try"), tryText(branch)),
            fact(t("branch.attempts"), number(branch.attempts)),
            next(branch),
        ]),
        branch.lastError === null ? null : h("p", { class: "last-error" }, [
            h("span", { class: "faint" }, [`${t("branch.lastError")}, `, exactTime(branch.lastFailedAt), ": "]), h("span", { class: "mono wrap" }, branch.lastError),
        ]),
        h("div", { class: "acts" }, branchActions(story, branch).map(action => button(t(`act.${action}`), () => act(action, branch), {
            key: action, class: "button small", "data-action": action,
        }))),
    ]);
}

function records(story) {
    const names = new Map(story.branches.map(branch => [branch.branchId, branch.name ?? branch.resource]));
    return h("details", { class: "card records" }, [
        h("summary", [h("h2", t("transaction.records")), h("span", { class: "faint" }, t("transaction.recordsNote", { count: number(story.records.length) }))]),
        table([
            { title: t("record.position"), numeric: true, cell: record => record.position },
            { title: t("record.at"), cell: record => time(record.at, { exact: true }) },
            { title: t("record.kind"), cell: record => h("span", { title: record.kind }, named("kind", record.kind)) },
            { title: t("record.branch"), cell: record => (record.branchId === null ? "" : h("span", { title: record.branchId }, names.get(record.branchId) ?? record.branchId)) },
            { title: t("record.node"), cell: record => record.node ?? "" },
            { title: t("record.detail"), cell: record => (Object.keys(record.detail).length === 0 ? "" : h("pre", { class: "detail" }, JSON.stringify(record.detail, null, 1))) },
        ], story.records, { key: record => record.position, label: t("transaction.records") }),
    ]);
}

/** What an operator has asked for, and a second one has not. */
function proposals(story) {
    const acted = story.records.filter(record => record.kind === "OPERATOR");
    const open = acted.filter(one => one.detail.proposed && !acted.some(later =>
        later.position > one.position && later.detail.action === one.detail.action && later.branchId === one.branchId));
    return story.transaction.finishedAt !== null ? [] : open.map(record => h("p", { class: "notice", key: record.position },
        t("act.waits", { operator: record.detail.operator, action: t(`act.${record.detail.action}`), reason: record.detail.reason })));
}

function head(story, act) {
    const it = story.transaction;
    return h("header", { class: "page-head" }, [
        h("div", [
            h("h1", { class: "wrap" }, it.name || it.xid),
            h("div", { class: "badges" }, [stateBadge(it.state), it.parked ? parkedBadge() : null]),
            h("div", { class: "xid" }, [h("code", { id: "xid" }, it.xid), h(CopyButton, { text: it.xid })]),
        ]),
        h("div", { class: "acts" }, actionsFor(story).map(action => button(t(`act.${action}`), () => act(action, null), {
            key: action, class: ["button", { danger: action === "COMMIT" || action === "CANCEL" }], "data-action": action,
        }))),
    ]);
}

export const Transaction = {
    setup() {
        const xid = route.id;
        const acting = ref(null);
        const polled = usePolling(
            signal => ask("GET", `api/v1/transactions/${encodeURIComponent(xid)}`, { signal }),
            story => (story === null || story.transaction.finishedAt === null ? REFRESH_MILLIS : null));
        const act = (action, branch) => { acting.value = { action, branch }; };

        function draw(story) {
            return [
                head(story, act),
                proposals(story),
                section(t("transaction.timeline"), h(Timeline, { story }), { note: story.transaction.finishedAt === null ? t("transaction.live") : null }),
                section(t("transaction.facts"), facts(story)),
                section(`${t("transaction.branches")} (${number(story.branches.length)})`, story.branches.length === 0 ? empty(t("branch.none"))
                    : h("div", { class: "branches" }, story.branches.map(branch => branchCard(branch, story, act)))),
                records(story),
                acting.value === null ? null : h(ActionDialog, {
                    story, ...acting.value, onClose: () => { acting.value = null; }, onDone: () => { acting.value = null; polled.refresh(); },
                }),
            ];
        }

        return () => [
            h("a", { class: "back", href: href("transactions") }, `← ${t("transaction.back")}`),
            polled.data === null && polled.problem?.status === 404
                ? empty(t("transaction.absent"), polled.problem.detail, h("p", { class: "mono wrap" }, xid))
                : shown(polled, draw, 10),
        ];
    },
};
