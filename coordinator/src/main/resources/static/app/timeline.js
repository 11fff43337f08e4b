// SPDX-License-Identifier: Apache-2.0
// A transaction drawn to scale: a lane for itself and one for each branch, with what happened where it happened.
import { h, onMounted, onUnmounted, reactive, ref } from "./vue.js";
import { duration, exactTime } from "./format.js";
import { firstChoice, lanes, millis, span, ticks } from "./timeline-scale.js";
import { button } from "./ui.js";
import { named, t } from "./words.js";

const LANE = 44;
const TOP = 26;
const BAR = 14;
const LABELS = 170;
const NARROW = 560;
const PARTS = ["whole", "happened", "try", "phase2"];

const SIGNS = { FAILED: "✕", PARKED: "P", RESUMED: "▸", OPERATOR: "◆", ACKNOWLEDGED: "✓", FINISHED: "■", COMMIT: "✓", CANCEL: "✕", REPORTED: "•" };

function words(mark, begun, branch) {
    const detail = mark.record?.detail ?? {};
    const error = mark.kind === "OPERATOR" ? `${named("act", detail.action)}, ${detail.operator}: ${detail.reason}` : detail.error;
    const took = mark.took === null ? null : t("timeline.took", { duration: duration(mark.took) });
    return [named("kind", mark.kind), branch, exactTime(mark.at), `+${duration(Math.max(0, mark.at - begun))}`, took, error].filter(Boolean).join(" · ");
}

function drawMark(mark, x, middle, text, chosen, choose) {
    const kind = mark.kind.toLowerCase();
    const shape = mark.kind === "BEGUN" || mark.kind === "REGISTERED"
        ? h("circle", { r: 4.5 })
        : [h("circle", { r: 8.5 }), h("text", { "text-anchor": "middle", dy: "0.36em" }, SIGNS[mark.kind] ?? "")];
    return h("g", {
        key: mark.key, class: ["mark", `mark-${kind}`, { chosen }], transform: `translate(${x.toFixed(1)} ${middle})`,
        tabindex: 0, role: "button", "aria-label": text, "aria-pressed": chosen,
        onClick: choose, onKeydown: event => {
            if (event.key === "Enter" || event.key === " ") {
                choose();
                event.preventDefault();
            }
        },
    }, [h("title", text), h("rect", { class: "aim", x: -11, y: -LANE / 2 + 4, width: 22, height: LANE - 8 }), shape]);
}

function legend() {
    const part = (name, tone) => h("span", { key: name }, [h("i", { class: `swatch tone-${tone}`, "aria-hidden": true }), t(`timeline.${name}`)]);
    return h("div", { class: "timeline-legend faint" }, [
        part("legendTry", "try"), part("legendConfirm", "confirm"), part("legendCancel", "cancel"), part("legendFailed", "failed"), part("legendNext", "next"),
    ]);
}

export const Timeline = {
    props: { story: { type: Object, required: true } },
    setup(props) {
        const box = ref(null);
        const view = reactive({ width: 800, part: null, chosen: null, now: Date.now() });
        const resized = new ResizeObserver(entries => { view.width = Math.max(260, entries[0].contentRect.width); });
        let ticking = null;

        onMounted(() => {
            resized.observe(box.value);
            ticking = setInterval(() => {
                if (props.story.transaction.finishedAt === null) {
                    view.now = Date.now();
                }
            }, 1000);
        });
        onUnmounted(() => {
            resized.disconnect();
            clearInterval(ticking);
        });

        function part() {
            return view.part ?? firstChoice(props.story, view.now);
        }

        function zoom() {
            return h("div", { class: "segments", role: "group", "aria-label": t("timeline.zoom") }, PARTS.map(one =>
                button(t(`timeline.${one}`), () => { view.part = one; }, {
                    key: one, class: { here: part() === one }, "aria-pressed": part() === one,
                    disabled: (one === "try" || one === "phase2") && props.story.decidedAt === null,
                })));
        }

        function drawing(all, shownSpan) {
            const narrow = view.width < NARROW;
            const left = narrow ? 0 : LABELS;
            const height = TOP + all.length * LANE + 6;
            const right = view.width - 14;
            const at = moment => left + 8 + ((moment - shownSpan.from) / (shownSpan.to - shownSpan.from)) * (right - left - 8);
            const inside = moment => moment >= shownSpan.from && moment <= shownSpan.to;
            const begun = millis(props.story.transaction.begunAt);
            const frame = { at, inside, begun, left, right, height, narrow, shownSpan };
            return h("svg", { class: "timeline", width: view.width, height, role: "group", "aria-label": t("timeline.label", {
                duration: duration(shownSpan.length), branches: all.length - 1,
            }) }, [grid(frame), all.map((lane, row) => drawLane(lane, row, frame)), verticals(frame)]);
        }

        function grid({ at, begun, left, right, height, shownSpan }) {
            return ticks(shownSpan, begun, Math.max(3, Math.floor((right - left) / 100))).map(tick => h("g", { key: `t${tick.after}`, class: "tick" }, [
                h("line", { x1: at(tick.at), x2: at(tick.at), y1: TOP - 6, y2: height }),
                h("text", { x: at(tick.at), y: 12, "text-anchor": at(tick.at) > right - 40 ? "end" : at(tick.at) < left + 30 ? "start" : "middle" },
                    tick.after === 0 ? "0" : `+${duration(tick.after)}`),
            ]));
        }

        function verticals({ at, inside, height }) {
            const line = (kind, moment) => (moment === null || !inside(moment) ? null
                : h("line", { key: kind, class: `upright upright-${kind}`, x1: at(moment), x2: at(moment), y1: TOP - 6, y2: height }));
            const { decidedAt, transaction } = props.story;
            return [line("decision", millis(decidedAt)), transaction.finishedAt === null ? line("now", view.now) : null];
        }

        function drawLane(lane, row, { at, inside, begun, left, right, narrow, shownSpan }) {
            const middle = TOP + row * LANE + LANE / 2 + (narrow ? 7 : 0);
            const name = lane.name ?? t("timeline.transaction");
            const label = narrow
                ? h("text", { class: "lane-name", x: 2, y: middle - 14 }, name)
                : h("foreignObject", { x: 0, y: middle - 11, width: left - 6, height: 22 }, h("div", { class: "lane-name", title: name }, name));
            const clip = moment => Math.min(right, Math.max(left, at(moment)));
            return h("g", { key: lane.id ?? "whole", class: "lane" }, [
                h("line", { class: "rail", x1: left, x2: right, y1: middle, y2: middle }),
                lane.bars.filter(bar => bar.to >= shownSpan.from && bar.from <= shownSpan.to).map(bar => h("rect", {
                    key: bar.tone, class: `tone-${bar.tone}`, x: clip(bar.from), y: middle - BAR / 2, height: BAR, rx: 4,
                    width: Math.max(2, clip(bar.to) - clip(bar.from)),
                })),
                lane.marks.filter(mark => mark.took !== null && inside(mark.at)).map(mark => h("rect", {
                    key: `call ${mark.key}`, class: "call", x: clip(mark.at - mark.took), y: middle - 2, height: 4,
                    width: Math.max(0, clip(mark.at) - clip(mark.at - mark.took)),
                })),
                lane.marks.filter(mark => inside(mark.at)).map(mark => drawMark(mark, at(mark.at), middle, words(mark, begun, lane.name),
                    view.chosen === `${lane.id} ${mark.key}`, () => { view.chosen = `${lane.id} ${mark.key}`; })),
                label,
            ]);
        }

        function chosenRecord(all, begun) {
            const found = all.flatMap(lane => lane.marks.map(mark => ({ lane, mark }))).find(({ lane, mark }) => `${lane.id} ${mark.key}` === view.chosen);
            if (found === undefined) {
                return h("p", { class: "faint" }, t("timeline.choose"));
            }
            return [
                h("p", [h("strong", words({ ...found.mark, record: null }, begun, found.lane.name))]),
                found.mark.record === null ? null : h("pre", { class: "detail" }, JSON.stringify(found.mark.record.detail, null, 2)),
            ];
        }

        return () => {
            const all = lanes(props.story, view.now);
            return h("div", [
                h("div", { class: "timeline-head" }, [zoom(), legend()]),
                h("div", { ref: box, class: "timeline-box" }, drawing(all, span(props.story, part(), view.now))),
                h("div", { class: "chosen", "aria-live": "polite" }, chosenRecord(all, millis(props.story.transaction.begunAt))),
            ]);
        };
    },
};
