// SPDX-License-Identifier: Apache-2.0
// What the person in front of this browser prefers: language and theme. Remembered here, never sent.
import { reactive, watch } from "./vue.js";

const THEMES = ["system", "light", "dark"];
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

export function remembered(key, otherwise) {
    try {
        return JSON.parse(localStorage.getItem(`holdfast.${key}`)) ?? otherwise;
    } catch {
        return otherwise;
    }
}

export function remember(key, value) {
    try {
        localStorage.setItem(`holdfast.${key}`, JSON.stringify(value));
    } catch {
        // A browser that keeps nothing: it holds until the page is closed.
    }
}

function text(key, known, otherwise) {
    try {
        const value = localStorage.getItem(`holdfast.${key}`);
        return known.includes(value) ? value : otherwise;
    } catch {
        return otherwise;
    }
}

function browsersLanguage() {
    const wanted = (navigator.languages ?? [navigator.language]).map(tag => tag.slice(0, 2).toLowerCase());
    return wanted.find(tag => tag === "zh" || tag === "en") ?? "en";
}

export const prefs = reactive({
    language: text("language", ["en", "zh"], browsersLanguage()),
    theme: text("theme", THEMES, "system"),
    dark: false,
});

function applyTheme() {
    prefs.dark = prefs.theme === "dark" || (prefs.theme === "system" && systemIsDark.matches);
    document.documentElement.dataset.theme = prefs.dark ? "dark" : "light";
}

function keepText(key, value) {
    try {
        localStorage.setItem(`holdfast.${key}`, value);
    } catch {
        // as above
    }
}

export function nextTheme() {
    prefs.theme = THEMES[(THEMES.indexOf(prefs.theme) + 1) % THEMES.length];
    keepText("theme", prefs.theme);
}

export function otherLanguage() {
    prefs.language = prefs.language === "en" ? "zh" : "en";
    keepText("language", prefs.language);
}

systemIsDark.addEventListener("change", applyTheme);
watch(() => prefs.theme, applyTheme, { immediate: true });
watch(() => prefs.language, language => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
}, { immediate: true });
