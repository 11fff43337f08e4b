// SPDX-License-Identifier: Apache-2.0
// The coordinator's figures, once a second, and the last ten minutes of them.
import { onMounted, onUnmounted, reactive } from "./vue.js";
import { ask, connection, lost, Problem } from "./api.js";

const KEPT_MILLIS = 10 * 60_000;

/** Outlives the page, so that who comes back sees what was seen. */
const points = [];

function keep(figures) {
    const at = Date.parse(figures.at);
    if (points.length > 0 && at <= points.at(-1).at) {
        return;
    }
    points.push({ at, begun: figures.begunPerSecond, confirmed: figures.confirmedPerSecond, cancelled: figures.cancelledPerSecond });
    while (points[0].at < at - KEPT_MILLIS) {
        points.shift();
    }
}

export function useLive() {
    const live = reactive({ data: null, problem: null, points, count: 0, refresh: open });
    let stream = null;
    let again = null;

    function heard(event) {
        const figures = JSON.parse(event.data);
        keep(figures);
        Object.assign(live, { data: figures, problem: null, count: live.count + 1 });
        connection.lostAt = null;
        connection.heardAt = Date.now();
    }

    function told(event) {
        const said = JSON.parse(event.data);
        live.problem = new Problem(said.status, said);
    }

    function open() {
        close();
        stream = new EventSource("api/v1/live/stream");
        stream.addEventListener("live", heard);
        stream.addEventListener("problem", told);
        stream.onerror = () => {
            lost();
            if (stream.readyState === EventSource.CLOSED) {
                why();
            }
        };
    }

    /** A stream that was refused does not say why; the same question without a stream does. */
    async function why() {
        try {
            const figures = await ask("GET", "api/v1/live");
            keep(figures);
            Object.assign(live, { data: figures, problem: null });
        } catch (problem) {
            live.problem = problem;
        }
        again = setTimeout(open, 3000);
    }

    function close() {
        clearTimeout(again);
        stream?.close();
    }

    /** A stream holds one of the few connections of a browser: only for who looks. */
    function seen() {
        if (document.hidden) {
            close();
        } else {
            open();
        }
    }

    onMounted(() => {
        document.addEventListener("visibilitychange", seen);
        open();
    });
    onUnmounted(() => {
        document.removeEventListener("visibilitychange", seen);
        close();
        stream = null;
    });
    return live;
}
