// SPDX-License-Identifier: Apache-2.0
// Who may come in: one's own password, and for admins the users, and the tokens of scripts.
import { h, reactive } from "./vue.js";
import { ask, changePassword, isAdmin, session } from "./api.js";
import { usePolling } from "./polling.js";
import { button, CopyButton, Dialog, empty, problemBox, say, section, shown, table, time } from "./ui.js";
import { named, t } from "./words.js";

const ROLES = ["VIEWER", "OPERATOR", "ADMIN"];

function field(form, name, more = {}) {
    return h("label", { class: "field" }, [t(`access.${name}`), h("input", {
        id: name, required: true, value: form[name], onInput: event => { form[name] = event.target.value; }, ...more,
    })]);
}

function newPassword(form, more = {}) {
    return field(form, "password", { type: "password", autocomplete: "new-password", minlength: 10, ...more });
}

function role(form) {
    return h("label", { class: "field" }, [t("access.role"), h("select", {
        id: "role", value: form.role, onChange: event => { form.role = event.target.value; },
    }, ROLES.map(one => h("option", { key: one, value: one }, `${named("role", one)}: ${t(`role.${one}.may`)}`)))]);
}

/** A window with a form: send() does what it asks for, and the window closes unless that fails or gives something to show. */
const Form = {
    props: { title: { type: String, required: true }, go: { type: String, required: true }, danger: Boolean, send: { type: Function, required: true } },
    emits: ["close"],
    setup(props, { slots, emit }) {
        const state = reactive({ problem: null, busy: false, shown: null });
        async function submit(event) {
            event.preventDefault();
            state.busy = true;
            state.problem = null;
            try {
                state.shown = await props.send() ?? null;
                if (state.shown === null) {
                    emit("close");
                }
            } catch (problem) {
                state.problem = problem;
            } finally {
                state.busy = false;
            }
        }
        const form = () => h("form", { onSubmit: submit, class: "form" }, [
            slots.default?.(),
            state.problem === null ? null : problemBox(state.problem, null, t("act.refused")),
            h("div", { class: "acts" }, h("button", {
                type: "submit", id: "send", class: ["button", props.danger ? "danger" : "primary"], disabled: state.busy,
            }, props.go)),
        ]);
        return () => h(Dialog, { title: props.title, onClose: () => emit("close") }, () => (state.shown === null ? form() : state.shown()));
    },
};

/** Which window is open, as a function that draws it, and how it is closed. */
function useWindow() {
    const state = reactive({ draw: null });
    return {
        open: draw => { state.draw = draw; },
        close: () => { state.draw = null; },
        drawn: () => state.draw?.() ?? null,
    };
}

function addUser(window, refresh) {
    const form = reactive({ name: "", password: "", role: "VIEWER" });
    window.open(() => h(Form, {
        title: t("access.addUser"), go: t("access.add"), onClose: window.close,
        send: async () => {
            await ask("POST", "api/v1/users", { body: { ...form } });
            refresh();
        },
    }, () => [field(form, "name", { autofocus: true, autocomplete: "off", maxlength: 64 }), newPassword(form), role(form)]));
}

function changeUser(window, user, refresh) {
    const form = reactive({ password: "", role: user.role });
    window.open(() => h(Form, {
        title: user.name, go: t("access.change"), onClose: window.close,
        send: async () => {
            await ask("PUT", `api/v1/users/${encodeURIComponent(user.name)}`, { body: { role: form.role, password: form.password || null } });
            refresh();
        },
    }, () => [user.name === session.username ? null : role(form), newPassword(form, { required: false, placeholder: t("access.unchanged") })]));
}

function remove(window, title, path, refresh) {
    window.open(() => h(Form, {
        title, go: t("access.remove"), danger: true, onClose: window.close,
        send: async () => {
            await ask("DELETE", path);
            refresh();
        },
    }, () => h("p", t("access.removeIs"))));
}

function makeToken(window, refresh) {
    const form = reactive({ tokenName: "", role: "VIEWER", expires: "" });
    window.open(() => h(Form, {
        title: t("access.makeToken"), go: t("access.make"), onClose: window.close,
        send: async () => {
            const expiresAt = form.expires === "" ? null : new Date(`${form.expires}T00:00:00`).toISOString();
            const made = await ask("POST", "api/v1/tokens", { body: { name: form.tokenName, role: form.role, expiresAt } });
            refresh();
            return () => h("div", { class: "form" }, [
                h("p", t("access.tokenOnce")),
                h("p", [h("code", { class: "wrap", id: "token" }, made.token), " ", h(CopyButton, { text: made.token })]),
            ]);
        },
    }, () => [
        field(form, "tokenName", { autofocus: true, autocomplete: "off", maxlength: 64 }), role(form),
        field(form, "expires", { type: "date", required: false }),
    ]));
}

function users(list, window, refresh) {
    return section(t("access.users"), table([
        { title: t("access.name"), cell: user => h("span", { class: "strong wrap" }, user.name) },
        { title: t("access.role"), cell: user => named("role", user.role) },
        { title: t("access.changedAt"), cell: user => time(user.changedAt) },
        { title: "", cell: user => h("div", { class: "acts" }, [
            button(t("access.change"), () => changeUser(window, user, refresh), { class: "button small" }),
            user.name === session.username ? null : button(t("access.remove"),
                () => remove(window, user.name, `api/v1/users/${encodeURIComponent(user.name)}`, refresh), { class: "button small danger" }),
        ]) },
    ], list, { key: user => user.name, label: t("access.users") }), {
        id: "users", side: button(t("access.addUser"), () => addUser(window, refresh), { id: "add-user" }),
    });
}

function tokens(list, window, refresh) {
    const content = list.length === 0 ? empty(t("access.noTokens"), t("access.noTokensHint")) : table([
        { title: t("access.tokenName"), cell: token => h("span", { class: "strong wrap" }, token.name) },
        { title: t("access.role"), cell: token => named("role", token.role) },
        { title: t("access.made"), cell: token => [time(token.createdAt), h("span", { class: "faint age" }, token.createdBy)] },
        { title: t("access.expires"), cell: token => (token.expiresAt === null ? h("span", { class: "faint" }, t("access.never"))
            : token.expired ? h("span", { class: "badge is-bad" }, t("access.expired")) : time(token.expiresAt)) },
        { title: "", cell: token => button(t("access.revoke"),
            () => remove(window, token.name, `api/v1/tokens/${encodeURIComponent(token.id)}`, refresh), { class: "button small danger" }) },
    ], list, { key: token => token.id, label: t("access.tokens") });
    return section(t("access.tokens"), content, {
        id: "tokens", note: t("access.tokensNote"), side: button(t("access.makeToken"), () => makeToken(window, refresh), { id: "make-token" }),
    });
}

const OwnPassword = {
    setup() {
        const form = reactive({ current: "", password: "", problem: null, busy: false });
        async function submit(event) {
            event.preventDefault();
            form.busy = true;
            form.problem = null;
            try {
                await changePassword(form.current, form.password);
                Object.assign(form, { current: "", password: "" });
                say(t("access.passwordChanged"));
            } catch (problem) {
                form.problem = problem;
            } finally {
                form.busy = false;
            }
        }
        return () => section(t("access.own"), h("form", { class: "form", onSubmit: submit }, [
            field(form, "current", { type: "password", autocomplete: "current-password" }),
            newPassword(form),
            form.problem === null ? null : problemBox(form.problem, null, t("act.refused")),
            h("div", { class: "acts" }, h("button", { type: "submit", class: "button primary", disabled: form.busy }, t("access.changePassword"))),
        ]), { id: "own-password", note: t("access.ownNote", { name: session.username }) });
    },
};

async function everybody(signal) {
    if (!isAdmin()) {
        return { users: [], tokens: [] };
    }
    const [known, made] = await Promise.all([ask("GET", "api/v1/users", { signal }), ask("GET", "api/v1/tokens", { signal })]);
    return { users: known, tokens: made };
}

export const Access = {
    setup() {
        const polled = usePolling(everybody, () => null);
        const window = useWindow();
        return () => [
            h("h1", { class: "unseen" }, t("access.title")),
            h(OwnPassword),
            isAdmin() ? shown(polled, all => [users(all.users, window, polled.refresh), tokens(all.tokens, window, polled.refresh)], 6) : null,
            window.drawn(),
        ];
    },
};
