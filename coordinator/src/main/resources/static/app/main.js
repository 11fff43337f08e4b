// SPDX-License-Identifier: Apache-2.0
// The frame of all pages: where one can go, who one is, whether the coordinator can be reached.
import { createApp, h, nextTick, onMounted, ref, watch } from "./vue.js";
import { connection, logout, mayAct, recognize, session } from "./api.js";
import { clock } from "./format.js";
import { nextTheme, otherLanguage, prefs } from "./prefs.js";
import { go, href, route } from "./router.js";
import { button, Dialog, empty, say, toast } from "./ui.js";
import { t } from "./words.js";
import { Access } from "./access.js";
import { Login } from "./login.js";
import { Nodes } from "./nodes.js";
import { Overview } from "./overview.js";
import { Participants } from "./participants.js";
import { Status } from "./status.js";
import { Transaction } from "./transaction.js";
import { Transactions } from "./transactions.js";

const NAV = [["overview", ""], ["transactions", "transactions"], ["participants", "participants"], ["nodes", "nodes"], ["status", "status"]];
const THEME_SIGNS = { system: "◐", light: "☀", dark: "☾" };

const Absent = {
    setup: () => () => empty(t("absent.title"), null, h("a", { class: "button", href: href("") }, t("absent.home"))),
};

const pages = {
    overview: Overview, transactions: Transactions, transaction: Transaction, participants: Participants, nodes: Nodes, status: Status, access: Access,
    login: Login, absent: Absent,
};

function navigation() {
    return h("nav", { "aria-label": t("nav.main") }, NAV.map(([name, path]) => {
        const here = route.page === name || (name === "transactions" && route.page === "transaction");
        return h("a", { href: href(path), class: { here }, "aria-current": here ? "page" : undefined }, t(`nav.${name}`));
    }));
}

function leave() {
    logout().catch(problem => say(problem.detail || t("problem.connection")));
}

function switches(help) {
    return h("div", { class: "switches" }, [
        session.username === null ? null : h("span", { class: "who" }, [
            h("a", { href: href("access"), title: t("access.title") }, session.username), mayAct() ? null : h("span", { class: "faint" }, ` · ${t("user.viewer")}`),
        ]),
        session.username === null ? null : button(t("user.logout"), leave, { class: "button quiet" }),
        button("?", help, { class: "button quiet keyboard", "aria-label": t("keys.open"), title: t("keys.open") }),
        button(THEME_SIGNS[prefs.theme], nextTheme, {
            class: "button quiet", id: "theme", "aria-label": t(`theme.${prefs.theme}`), title: t(`theme.${prefs.theme}`),
        }),
        button(t("language.other"), otherLanguage, {
            class: "button quiet", id: "language", title: t("language.switch"), lang: prefs.language === "en" ? "zh-CN" : "en",
        }),
    ]);
}

function banner() {
    if (connection.lostAt === null) {
        return null;
    }
    const text = connection.heardAt === null ? t("connection.never") : t("connection.lost", { time: clock(connection.heardAt) });
    return h("div", { class: "banner", role: "alert" }, text);
}

const KEYS = [["/", "search"], ["Enter", "enter"], ["↑ ↓", "arrows"], ["1 2 3 4 5", "pages"], ["Esc", "esc"], ["?", "help"]];

function keys(close) {
    return h(Dialog, { title: t("keys.title"), onClose: close }, () => h("dl", { class: "keys" },
        KEYS.flatMap(([key, what]) => [h("dt", h("kbd", key)), h("dd", t(`keys.${what}`))])));
}

function focusSearch() {
    if (route.page !== "transactions") {
        go(href("transactions"));
    }
    nextTick(() => setTimeout(() => document.getElementById("search")?.focus()));
}

/** Keys that work everywhere but where one types. */
function listenToKeys(help) {
    addEventListener("keydown", event => {
        const typing = event.target.closest?.("input, textarea, select, dialog");
        if (typing || event.ctrlKey || event.metaKey || event.altKey) {
            return;
        }
        if (event.key === "/") {
            focusSearch();
        } else if (event.key === "?") {
            help();
        } else if (/^[1-5]$/.test(event.key)) {
            go(href(NAV[Number(event.key) - 1][1]));
        } else {
            return;
        }
        event.preventDefault();
    });
}

/** Another page begins at its top, and is what a screen reader reads next. */
function arrived(content) {
    scrollTo(0, 0);
    nextTick(() => content.value?.focus({ preventScroll: true }));
}

const Frame = {
    setup() {
        const helping = ref(false);
        const content = ref(null);
        onMounted(() => listenToKeys(() => { helping.value = true; }));
        watch(() => [route.page, route.id], () => arrived(content));
        watch(() => [route.page, route.id, prefs.language], () => {
            const name = route.page === "transaction" ? route.id : t(`${route.page}.title`);
            document.title = `${name} · Holdfast`;
        }, { immediate: true });
        return () => [
            h("a", { class: "skip", href: "#content", onClick: event => { event.preventDefault(); content.value.focus(); } }, t("nav.skip")),
            h("header", { class: "top" }, [
                h("a", { class: "brand", href: href("") }, [h("img", { src: "app/icon.svg", alt: "", width: 26, height: 26 }), "Holdfast"]),
                route.page === "login" ? h("span", { class: "stretch" }) : navigation(),
                switches(() => { helping.value = true; }),
            ]),
            banner(),
            h("main", { id: "content", tabindex: -1, ref: content },
                session.needed === null ? null : h(pages[route.page], { key: `${route.page} ${route.id}` })),
            h("div", { class: "toast", role: "status", "aria-live": "polite" }, toast.text),
            helping.value ? keys(() => { helping.value = false; }) : null,
        ];
    },
};

createApp(Frame).mount("#app");
recognize();
