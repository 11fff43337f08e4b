// SPDX-License-Identifier: Apache-2.0
// Steps in: asks for a reason, shows which calls would follow, and only then does it. What may be done is the coordinator's
// to say; what is offered here is only what makes sense.
import { h, nextTick, reactive, ref } from "./vue.js";
import { ask, mayAct } from "./api.js";
import { number } from "./format.js";
import { button, Dialog, problemBox, say } from "./ui.js";
import { t } from "./words.js";

const MAX_REASON_CHARS = 500;

function outstanding(branch) {
    return branch.state === "CONFIRMING" || branch.state === "CANCELLING";
}

export function actionsFor(story) {
    if (!mayAct() || story.transaction.finishedAt !== null) {
        return [];
    }
    if (story.decidedAt === null) {
        // Whether every Try of a submission is done, the coordinator knows and nobody else.
        const interactive = story.branches.every(branch => branch.target === null || branch.target.tryAs === null);
        return interactive ? ["COMMIT", "CANCEL"] : ["CANCEL"];
    }
    return story.branches.some(branch => outstanding(branch) && branch.nextAttemptAt !== null) ? ["RETRY"] : [];
}

export function branchActions(story, branch) {
    if (!mayAct() || story.decidedAt === null || !outstanding(branch)) {
        return [];
    }
    const failed = branch.lastError !== null;
    return [branch.parked ? "RESUME" : "PARK", ...(failed ? ["RETRY", "SETTLE"] : [])];
}

function callsThatFollow(dry, story) {
    const names = new Map(story.branches.map(branch => [branch.branchId, branch.name ?? branch.resource]));
    return h("div", { class: "dry", id: "dry-run" }, [
        dry.proposed ? h("p", { class: "warn" }, t("act.wouldPropose")) : null,
        dry.calls.length === 0 ? h("p", t("act.wouldNot")) : [
            h("p", t("act.would")),
            h("ul", dry.calls.map(call => h("li", { key: `${call.branchId} ${call.phase}` }, [
                h("strong", t(`act.phase.${call.phase}`)), ` ${names.get(call.branchId) ?? ""} `, h("span", { class: "mono faint" }, call.branchId),
            ]))),
        ],
        h("p", { class: "faint" }, t("act.seen", { position: number(dry.position) })),
    ]);
}

/** action: its name in the API; branch: null for the whole transaction. */
export const ActionDialog = {
    props: { story: { type: Object, required: true }, action: { type: String, required: true }, branch: { type: Object, default: null } },
    emits: ["close", "done"],
    setup(props, { emit }) {
        const state = reactive({ reason: "", dry: null, problem: null, busy: false });
        const confirm = ref(null);
        const path = `api/v1/transactions/${encodeURIComponent(props.story.transaction.xid)}/actions`;

        async function send(dryRun) {
            const position = props.action === "COMMIT" && !dryRun ? state.dry.position : null;
            state.busy = true;
            state.problem = null;
            try {
                return await ask("POST", path, { body: {
                    action: props.action, branchId: props.branch?.branchId ?? null, reason: state.reason.trim(), position, dryRun,
                } });
            } catch (problem) {
                state.problem = problem;
                state.dry = null;
                return null;
            } finally {
                state.busy = false;
            }
        }

        async function preview(event) {
            event.preventDefault();
            state.dry = await send(true);
            nextTick(() => confirm.value?.focus());
        }

        async function perform() {
            const done = await send(false);
            if (done !== null) {
                say(t(done.proposed ? "act.proposed" : "act.done", { action: t(`act.${props.action}`) }));
                emit("done");
            }
        }

        function content() {
            const name = t(`act.${props.action}`);
            return h("form", { onSubmit: preview }, [
                h("p", t(`act.${props.action}.is`)),
                h("p", { class: "faint wrap" }, props.branch === null ? t("act.onTransaction") : `${props.branch.name ?? props.branch.resource} · ${props.branch.branchId}`),
                h("label", { class: "field" }, [t("act.reason"), h("textarea", {
                    id: "reason", rows: 3, maxlength: MAX_REASON_CHARS, required: true, autofocus: true, value: state.reason,
                    onInput: event => { state.reason = event.target.value; },
                })]),
                h("p", { class: "faint" }, t("act.reasonHint")),
                state.problem === null ? null : problemBox(state.problem, null, t("act.refused")),
                state.dry === null ? null : callsThatFollow(state.dry, props.story),
                h("div", { class: "acts" }, [
                    h("button", {
                        type: "submit", id: "preview", class: ["button", { primary: state.dry === null }], disabled: state.busy || state.reason.trim() === "",
                    }, t("act.preview")),
                    state.dry === null ? null : button(t("act.do", { action: name }), perform, {
                        id: "do", ref: confirm, class: "button danger", disabled: state.busy || state.reason.trim() === "",
                    }),
                ]),
            ]);
        }

        const title = `${t(`act.${props.action}`)}: ${props.branch?.name ?? props.story.transaction.name}`;
        return () => h(Dialog, { title, onClose: () => emit("close") }, content);
    },
};
