// SPDX-License-Identifier: Apache-2.0
// Throughput over time, drawn by ECharts, which is loaded when it is first needed.
import { h, onBeforeUnmount, onMounted, ref, watch } from "./vue.js";
import { clock, rate } from "./format.js";
import { prefs } from "./prefs.js";
import { t } from "./words.js";

const SERIES = ["begun", "confirmed", "cancelled"];
let library = null;

function echarts() {
    library ??= new Promise((loaded, failed) => {
        const script = document.createElement("script");
        script.src = new URL("../webjars/echarts.common.min.js", import.meta.url).href;
        script.onload = () => loaded(window.echarts);
        script.onerror = () => {
            library = null;
            failed(new Error("ECharts cannot be loaded"));
        };
        document.head.append(script);
    });
    return library;
}

function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function axis(show) {
    return {
        axisLine: { show, lineStyle: { color: colour("line") } }, axisTick: { show: false },
        axisLabel: { color: colour("faint"), hideOverlap: true }, splitLine: { show: !show, lineStyle: { color: colour("line") } },
    };
}

function tooltip(points) {
    const lines = points.map(point => `${point.marker} ${point.seriesName}: ${rate(point.value[1])}${t("overview.perSecond")}`);
    return [clock(points[0].value[0]), ...lines].join("\n");
}

function options(points) {
    return {
        animation: false,
        aria: { enabled: false },
        grid: { left: 8, right: 12, top: 34, bottom: 4, containLabel: true },
        legend: { top: 0, left: 0, icon: "roundRect", itemWidth: 12, itemHeight: 4, textStyle: { color: colour("text") } },
        tooltip: {
            // As text: as markup it would need inline styles, which the page's policy does not let in.
            trigger: "axis", renderMode: "richText", formatter: tooltip, backgroundColor: colour("card"), borderColor: colour("line"),
            textStyle: { color: colour("text") },
        },
        xAxis: { type: "time", ...axis(true), splitNumber: 4, axisLabel: { color: colour("faint"), hideOverlap: true, formatter: clock } },
        yAxis: { type: "value", min: 0, minInterval: 1, ...axis(false) },
        series: SERIES.map(name => ({
            name: t(`overview.${name}`), type: "line", showSymbol: points.length < 2, symbolSize: 4, color: colour(`plot-${name}`),
            lineStyle: { width: 2 }, areaStyle: name === "begun" ? { opacity: 0.12 } : undefined,
            data: points.map(point => [point.at, point[name]]),
        })),
    };
}

/** live: as useLive gives it. */
export const Plot = {
    props: { live: { type: Object, required: true } },
    setup(props) {
        const element = ref(null);
        let chart = null;
        let gone = false;
        const resized = new ResizeObserver(() => chart?.resize());

        function draw() {
            chart?.setOption(options(props.live.points), { notMerge: true });
        }

        onMounted(async () => {
            const drawing = await echarts();
            if (gone) {
                return;
            }
            chart = drawing.init(element.value, null, { renderer: "canvas" });
            resized.observe(element.value);
            draw();
        });
        onBeforeUnmount(() => {
            gone = true;
            resized.disconnect();
            chart?.dispose();
        });
        watch(() => [props.live.count, prefs.dark, prefs.language], draw);
        return () => {
            const last = props.live.points.at(-1) ?? { begun: 0, confirmed: 0, cancelled: 0 };
            const text = t("overview.plotText", { begun: rate(last.begun), confirmed: rate(last.confirmed), cancelled: rate(last.cancelled) });
            return h("div", { class: "plot", ref: element, role: "img", "aria-label": text });
        };
    },
};
