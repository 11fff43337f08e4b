// SPDX-License-Identifier: Apache-2.0
// Where on the timeline a moment lies, and what happened to each branch when. No drawing.
const STEPS = [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_200_000, 1_800_000,
    3_600_000, 7_200_000, 14_400_000, 28_800_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000,
];

export function millis(iso) {
    return iso === null || iso === undefined ? null : Date.parse(iso);
}

/**
 * The time shown by each choice: all, up to now and to the next attempt; what has happened; what happened before the
 * decision; and after it.
 */
export function span(story, part, now) {
    const begun = millis(story.transaction.begunAt);
    const decided = millis(story.decidedAt);
    const from = part === "phase2" && decided !== null ? decided : begun;
    const to = part === "whole" ? whole(story, now) : part === "try" && decided !== null ? decided : happened(story);
    const length = Math.max(1, to - from);
    // Some air, so that marks at the edges are whole.
    return { from: from - length * 0.02, to: to + length * 0.04, length };
}

/** What is shown until somebody chooses: all, unless an attempt far ahead leaves no room for what has happened. */
export function firstChoice(story, now) {
    const begun = millis(story.transaction.begunAt);
    return (happened(story) - begun) * 5 < whole(story, now) - begun && happened(story) > begun ? "happened" : "whole";
}

function whole(story, now) {
    const next = story.branches.map(branch => millis(branch.nextAttemptAt)).filter(at => at !== null && at > now);
    return millis(story.transaction.finishedAt) ?? Math.max(now, ...next);
}

function happened(story) {
    return Math.max(...story.records.map(record => millis(record.at)));
}

/** Moments at round distances from the beginning, as many as fit. */
export function ticks({ from, to }, begun, most) {
    const step = STEPS.find(one => (to - from) / one <= most) ?? STEPS.at(-1) * Math.ceil((to - from) / STEPS.at(-1) / most);
    const found = [];
    for (let at = begun + Math.ceil((from - begun) / step) * step; at <= to; at += step) {
        found.push({ at, after: at - begun });
    }
    return found;
}

/** The bars of the transaction and of each of its branches, and the marks on them. */
export function lanes(story, now) {
    const end = millis(story.transaction.finishedAt) ?? now;
    const decided = millis(story.decidedAt);
    const tone = /CONFIRM/.test(story.transaction.state) ? "confirm" : "cancel";
    const whole = {
        id: null, name: null, bars: bars(millis(story.transaction.begunAt), decided, end, tone),
        marks: story.records.filter(record => record.branchId === null).map(mark),
    };
    if (decided === null) {
        const deadline = millis(story.transaction.deadlineAt);
        whole.marks.push({ at: deadline, kind: "DEADLINE", key: "deadline", record: null, took: null });
    }
    return [whole, ...story.branches.map(branch => branchLane(story, branch, decided, end, tone))];
}

function branchLane(story, branch, decided, end, tone) {
    const acknowledged = millis(branch.acknowledgedAt);
    const marks = story.records.filter(record => record.branchId === branch.branchId).map(mark);
    if (acknowledged !== null && !marks.some(one => one.kind === "ACKNOWLEDGED")) {
        // Of the last branch to answer, it stands in the record of the end.
        const record = story.records.find(one => one.kind === "FINISHED") ?? null;
        const told = record?.detail.acknowledged.find(one => one.branchId === branch.branchId);
        marks.push({ at: acknowledged, kind: "ACKNOWLEDGED", key: "end", record, took: told?.durationMillis ?? null });
    }
    if (branch.nextAttemptAt !== null) {
        marks.push({ at: millis(branch.nextAttemptAt), kind: "NEXT", key: "next", record: null, took: null });
    }
    return {
        id: branch.branchId, name: branch.name ?? branch.resource, branch, marks,
        bars: bars(millis(branch.registeredAt), decided, acknowledged ?? end, tone),
    };
}

function bars(from, decided, to, tone) {
    if (decided === null || decided <= from) {
        return [{ from, to: Math.max(from, to), tone: decided === null ? "try" : tone }];
    }
    return [{ from, to: decided, tone: "try" }, { from: decided, to: Math.max(decided, to), tone }];
}

function mark(record) {
    return { at: millis(record.at), kind: record.kind, key: record.position, record, took: record.detail.durationMillis ?? null };
}
