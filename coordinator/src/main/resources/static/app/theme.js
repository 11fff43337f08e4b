// SPDX-License-Identifier: Apache-2.0
// Runs before anything is drawn, so that a dark page never begins white.
try {
    const theme = localStorage.getItem("holdfast.theme");
    if (theme === "light" || theme === "dark") {
        document.documentElement.dataset.theme = theme;
    }
} catch {
    // A browser that keeps nothing follows the system.
}
