// SPDX-License-Identifier: Apache-2.0
import { h, reactive } from "./vue.js";
import { login } from "./api.js";
import { go, href, route } from "./router.js";
import { t } from "./words.js";

function because(problem) {
    if (problem.status === 401 || problem.status === 403) {
        return t("login.wrong");
    }
    return problem.status === 429 ? t("login.slow") : problem.detail || t("problem.connection");
}

/** Only ever back to a page of ours. */
function back() {
    const address = route.query.back ?? "";
    go(address.startsWith("#/") && !address.startsWith("#/login") ? address : href(""));
}

export const Login = {
    setup() {
        const form = reactive({ username: "", password: "", wrong: null, busy: false });
        async function submit(event) {
            event.preventDefault();
            form.busy = true;
            form.wrong = null;
            try {
                await login(form.username, form.password);
                back();
            } catch (problem) {
                form.wrong = because(problem);
                form.password = "";
            } finally {
                form.busy = false;
            }
        }
        function field(name, type, complete) {
            return h("label", { class: "field" }, [t(`login.${name}`), h("input", {
                id: name, name, type, autocomplete: complete, required: true, autofocus: name === "username",
                value: form[name], onInput: event => { form[name] = event.target.value; },
            })]);
        }
        return () => h("form", { class: "card login", onSubmit: submit }, [
            h("h1", t("login.title")),
            field("username", "text", "username"),
            field("password", "password", "current-password"),
            form.wrong === null ? null : h("p", { class: "wrong", role: "alert" }, form.wrong),
            h("button", { class: "button primary", type: "submit", disabled: form.busy }, t("login.go")),
        ]);
    },
};
