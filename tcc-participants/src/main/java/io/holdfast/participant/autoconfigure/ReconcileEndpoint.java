// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.autoconfigure;

import io.holdfast.participant.guard.jdbc.KeptCalls.Unhealed;
import io.holdfast.participant.reconcile.ReconcileCounts;
import io.holdfast.participant.reconcile.ReconcileCounts.Result;
import io.holdfast.participant.reconcile.Reconciler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** The report as Actuator's endpoint {@code holdfastreconcile}; exposed only where the application says so. */
@Endpoint(id = "holdfastreconcile")
public final class ReconcileEndpoint {

    /** As JSON shows it; branch ids are texts, because not everybody can tell such large numbers apart. */
    record Row(
            String xid, String branchId, String action, long triedSeconds, int checks, String problem, String detail) {
        static Row of(Unhealed branch) {
            return new Row(
                    branch.branch().xid(),
                    Long.toString(branch.branch().branchId()),
                    branch.actionName(),
                    branch.triedSeconds(),
                    branch.checks(),
                    branch.problem(),
                    branch.detail());
        }
    }

    record Report(Map<String, Long> checks, List<Row> unhealed) {}

    private final Reconciler reconciler;

    ReconcileEndpoint(Reconciler reconciler) {
        this.reconciler = reconciler;
    }

    @ReadOperation
    public Object report() {
        ReconcileCounts counts = reconciler.counts();
        Map<String, Long> checks = new LinkedHashMap<>();
        for (Result result : Result.values()) {
            checks.put(result.name().toLowerCase(Locale.ROOT), counts.of(result));
        }
        return new Report(checks, reconciler.report().stream().map(Row::of).toList());
    }
}
