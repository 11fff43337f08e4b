// SPDX-License-Identifier: Apache-2.0
// Asks the coordinator. Knows whether it can be reached, and who one is.
import { reactive } from "./vue.js";
import { go, href, route } from "./router.js";

/** lostAt: since when nothing is heard, in milliseconds; null while all is well. heardAt: when it last answered. */
export const connection = reactive({ lostAt: null, heardAt: null });

/** needed: whether this coordinator asks for a login; null until that is known. */
export const session = reactive({ needed: null, username: null, roles: [] });

/** What went wrong, as the coordinator says it, or CONNECTION if it said nothing. */
export class Problem extends Error {
    constructor(status, { code = "CONNECTION", field = null, detail = "", cure = "", title = "" } = {}) {
        super(detail || title);
        Object.assign(this, { status, code, field, detail: detail || title, cure });
    }
}

export function mayAct() {
    return session.needed === false || session.roles.some(role => /OPERATOR|ADMIN/.test(role));
}

export function isAdmin() {
    return session.roles.some(role => /ADMIN/.test(role));
}

function cookie(name) {
    const found = document.cookie.split("; ").find(one => one.startsWith(`${name}=`));
    return found === undefined ? null : decodeURIComponent(found.slice(name.length + 1));
}

function heard() {
    connection.lostAt = null;
    connection.heardAt = Date.now();
}

export function lost() {
    connection.lostAt ??= Date.now();
}

async function send(method, path, body, signal) {
    const headers = { Accept: "application/json, application/problem+json" };
    const token = cookie("XSRF-TOKEN");
    if (token !== null && method !== "GET") {
        headers["X-XSRF-TOKEN"] = token;
    }
    if (body !== undefined) {
        headers["Content-Type"] = "application/json";
    }
    const within = AbortSignal.timeout(20_000);
    return fetch(path, {
        method, headers, credentials: "same-origin", cache: "no-store",
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: signal ? AbortSignal.any([signal, within]) : within,
    });
}

async function content(answer) {
    const type = answer.headers.get("Content-Type") ?? "";
    return type.includes("json") ? answer.json() : null;
}

/** @throws Problem, or AbortError if `signal` ended it */
export async function ask(method, path, { query = {}, body, signal } = {}) {
    const kept = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
    const search = new URLSearchParams(kept).toString();
    let answer;
    let data;
    try {
        answer = await send(method, search ? `${path}?${search}` : path, body, signal);
        data = await content(answer);
    } catch (failure) {
        if (signal?.aborted) {
            throw failure;
        }
        lost();
        throw new Problem(0);
    }
    heard();
    if (answer.ok) {
        return data;
    }
    if (answer.status === 401 && path !== "api/v1/session") {
        toLogin();
    }
    throw new Problem(answer.status, data ?? { code: `HTTP_${answer.status}`, title: answer.statusText });
}

export function toLogin() {
    session.needed = true;
    session.username = null;
    session.roles = [];
    if (route.page !== "login") {
        go(href("login", { back: location.hash }));
    }
}

/** Finds out who one is, and whether that matters here. */
export async function recognize() {
    try {
        const who = await ask("GET", "api/v1/session");
        if (who.username === null) {
            toLogin();
        } else {
            entered(who);
        }
    } catch (problem) {
        if (problem.status === 401) {
            toLogin();
        } else if (problem.status === 404) {
            session.needed = false;
        } else {
            setTimeout(recognize, 2000);
        }
    }
}

function entered(answer) {
    session.needed = true;
    session.username = answer.username;
    session.roles = answer.roles ?? [];
}

export async function login(username, password) {
    entered(await ask("POST", "api/v1/session", { body: { username, password } }));
}

/** Ends one's other sessions. */
export async function changePassword(current, password) {
    entered(await ask("PUT", "api/v1/session/password", { body: { current, password } }));
}

export async function logout() {
    await ask("DELETE", "api/v1/session");
    session.username = null;
    session.roles = [];
    go(href("login"));
}
