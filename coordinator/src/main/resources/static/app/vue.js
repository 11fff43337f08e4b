// SPDX-License-Identifier: Apache-2.0
// The one place that knows where Vue lies. The runtime without the template compiler: that one needs eval.
export * from "../webjars/vue.runtime.esm-browser.prod.js";
