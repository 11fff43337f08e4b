// SPDX-License-Identifier: Apache-2.0
// Asks again and again while the page is looked at, and never twice at once.
import { onMounted, onUnmounted, reactive } from "./vue.js";

/**
 * @param load takes an AbortSignal and gives what becomes `data`
 * @param pause milliseconds between an answer and the next question, given the last data; null: not again
 * @returns data (null until the first answer), problem (of the last question, or null), refresh()
 */
export function usePolling(load, pause) {
    const state = reactive({ data: null, problem: null, loading: true, refresh });
    let ending = new AbortController();
    let timer = null;

    async function refresh() {
        clearTimeout(timer);
        ending.abort();
        const mine = ending = new AbortController();
        state.loading = true;
        try {
            const data = await load(mine.signal);
            if (mine.signal.aborted) {
                return;
            }
            Object.assign(state, { data, problem: null });
        } catch (problem) {
            if (mine.signal.aborted) {
                return;
            }
            state.problem = problem;
        }
        state.loading = false;
        const wait = state.problem ? 3000 : pause(state.data);
        if (wait !== null && !document.hidden) {
            timer = setTimeout(refresh, wait);
        }
    }

    function seen() {
        if (!document.hidden && !(state.problem === null && state.data !== null && pause(state.data) === null)) {
            refresh();
        }
    }

    onMounted(() => {
        document.addEventListener("visibilitychange", seen);
        refresh();
    });
    onUnmounted(() => {
        document.removeEventListener("visibilitychange", seen);
        clearTimeout(timer);
        ending.abort();
    });
    return state;
}
