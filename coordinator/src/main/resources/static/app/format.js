// SPDX-License-Identifier: Apache-2.0
// Times and numbers as the chosen language writes them. Times in the zone of the browser.
import { prefs } from "./prefs.js";

const made = new Map();

function locale() {
    return prefs.language === "zh" ? "zh-CN" : (navigator.languages ?? []).find(tag => tag.startsWith("en")) ?? "en-GB";
}

/** Formatters are dear to make, and few. */
function formatter(kind, options) {
    const key = `${kind.name} ${locale()} ${JSON.stringify(options)}`;
    if (!made.has(key)) {
        made.set(key, new kind(locale(), options));
    }
    return made.get(key);
}

export function number(value, digits = 0) {
    return formatter(Intl.NumberFormat, { maximumFractionDigits: digits }).format(value);
}

/** A rate: whole when large, with a digit when small. */
export function rate(value) {
    return number(value, value >= 100 ? 0 : 1);
}

export function percent(share) {
    return formatter(Intl.NumberFormat, { style: "percent", maximumFractionDigits: share < 0.1 ? 1 : 0 }).format(share);
}

export function dateTime(iso) {
    return formatter(Intl.DateTimeFormat, {
        year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit",
        hourCycle: "h23",
    }).format(new Date(iso));
}

/** With milliseconds; without the day if that is the day of `near`. */
export function exactTime(iso, near) {
    const at = new Date(iso);
    const sameDay = near !== undefined && at.toDateString() === new Date(near).toDateString();
    const day = sameDay ? {} : { month: "short", day: "numeric" };
    return formatter(Intl.DateTimeFormat, {
        ...day, hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, hourCycle: "h23",
    }).format(at);
}

export function clock(millis) {
    return formatter(Intl.DateTimeFormat, {
        hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
    }).format(new Date(millis));
}

function unit(value, name, digits) {
    return formatter(Intl.NumberFormat, {
        style: "unit", unit: name, unitDisplay: "short", maximumFractionDigits: digits,
    }).format(value);
}

/** At most two units: 12 ms, 3.4 s, 2 min 5 s, 3 h 12 min, 4 days 2 h. */
export function duration(millis) {
    if (millis < 1000) {
        return unit(millis, "millisecond", millis < 10 && !Number.isInteger(millis) ? 1 : 0);
    }
    if (millis < 60_000) {
        return unit(Math.floor(millis / 10) / 100, "second", millis < 10_000 ? 2 : 1);
    }
    const steps = [["day", 86_400_000, "hour", 3_600_000], ["hour", 3_600_000, "minute", 60_000], ["minute", 60_000, "second", 1000]];
    const [large, size, small, part] = steps.find(step => millis >= step[1]);
    const rest = Math.floor((millis % size) / part);
    const first = unit(Math.floor(millis / size), large, 0);
    return rest === 0 ? first : `${first} ${unit(rest, small, 0)}`;
}

/** Three minutes ago, in five seconds. */
export function relative(iso, now = Date.now()) {
    const seconds = Math.round((new Date(iso).getTime() - now) / 1000);
    const steps = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];
    const [name, size] = steps.find(step => Math.abs(seconds) >= step[1]) ?? steps[3];
    return formatter(Intl.RelativeTimeFormat, { numeric: "auto", style: "short" }).format(Math.trunc(seconds / size), name);
}
