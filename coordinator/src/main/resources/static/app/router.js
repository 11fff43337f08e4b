// SPDX-License-Identifier: Apache-2.0
// Where one is: everything that a bookmark should bring back stands behind the #.
import { reactive } from "./vue.js";

export const route = reactive({ page: "overview", id: null, query: {} });

const PAGES = ["transactions", "participants", "nodes", "status", "access", "login"];

function read() {
    const [path, search] = location.hash.replace(/^#\/?/, "").split("?");
    const [page, id] = path.split("/");
    route.page = page === "" ? "overview" : PAGES.includes(page) ? page : "absent";
    if (route.page === "transactions" && id) {
        route.page = "transaction";
    }
    try {
        route.id = id ? decodeURIComponent(id) : null;
    } catch {
        route.id = id;
    }
    route.query = Object.fromEntries(new URLSearchParams(search ?? ""));
}

/** The address of a page; empty values of the query are left out. */
export function href(path, query = {}) {
    const kept = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
    const search = new URLSearchParams(kept).toString();
    return `#/${path}${search ? `?${search}` : ""}`;
}

export function toTransaction(xid) {
    return href(`transactions/${encodeURIComponent(xid)}`);
}

export function go(address) {
    location.hash = address;
    read(); // At once: what is drawn meanwhile must not be the page that one has left.
}

/** Without a step in the history: what one types is one search, not twenty. */
export function replace(address) {
    history.replaceState(null, "", address);
    read();
}

addEventListener("hashchange", read);
read();
