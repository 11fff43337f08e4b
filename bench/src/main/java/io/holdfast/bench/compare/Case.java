// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.load.Workload;

/** One kind of load: what is the same for all contenders of a comparison. */
record Case(ClientKind client, Workload workload) {
    String label() {
        return client.label() + ", " + workloadLabel();
    }

    String workloadLabel() {
        String rollback = workload.rollbackPercent() == 0 ? "" : ", " + workload.rollbackPercent() + " % rolled back";
        return "%s, %s%s"
                .formatted(
                        counted(workload.callers(), "caller", "callers"),
                        counted(workload.branches(), "branch", "branches"),
                        rollback);
    }

    private static String counted(int number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}
