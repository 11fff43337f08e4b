// SPDX-License-Identifier: Apache-2.0
// Everything that is said on the pages, in the chosen language.
import { prefs } from "./prefs.js";
import en from "./words-en.js";
import zh from "./words-zh.js";

const books = { en, zh };

/** The words for `key`, with {names} replaced. */
export function t(key, values = {}) {
    const text = books[prefs.language][key] ?? en[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

/** The words for a name of the API, such as a state; the name itself if this version of the pages does not know it. */
export function named(kind, name) {
    const key = `${kind}.${name}`;
    return books[prefs.language][key] ?? en[key] ?? name;
}
