// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin;

import io.holdfast.coordinator.admin.TransactionViews.BranchView;
import io.holdfast.coordinator.admin.TransactionViews.TargetView;
import io.holdfast.coordinator.model.BranchStatus;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.LogRecord.AttemptFailed;
import io.holdfast.coordinator.model.LogRecord.BranchRegistered;
import io.holdfast.coordinator.model.Target;
import io.holdfast.coordinator.model.Tried;
import java.time.Instant;
import java.util.List;

/** A branch as its transaction's records tell it. Used by one thread. */
final class BranchStory {
    private final BranchRegistered registered;
    private final List<String> after;
    private BranchStatus status = BranchStatus.REGISTERED;
    private Tried tried;
    private boolean parked;
    private int attempts;
    private AttemptFailed lastFailure;
    private Long acknowledgedAtMillis;

    /** @param before the names of the branches that were registered before */
    BranchStory(BranchRegistered registered, List<String> before) {
        this.registered = registered;
        Target target = registered.facts().target();
        this.after = target == null
                ? List.of()
                : target.after().stream().map(before::get).toList();
    }

    /** Within the transaction; null if it has none. */
    String name() {
        Target target = registered.facts().target();
        return target == null ? null : target.name();
    }

    void decided(Decision decision) {
        status = status.on(
                decision == Decision.COMMIT ? BranchStatus.Event.COMMIT_DECIDED : BranchStatus.Event.CANCEL_DECIDED);
    }

    void tried(Tried outcome) {
        tried = outcome;
    }

    void failed(AttemptFailed failure) {
        attempts = failure.attempt();
        lastFailure = failure;
    }

    void parked(boolean now) {
        parked = now;
    }

    void acknowledged(long atMillis, int calls) {
        status = status.on(BranchStatus.Event.ACKNOWLEDGED);
        acknowledgedAtMillis = atMillis;
        attempts = calls;
        parked = false;
    }

    BranchView view() {
        return new BranchView(
                Long.toString(registered.branchId()),
                name(),
                registered.facts().type(),
                registered.facts().resourceId(),
                registered.facts().application(),
                registered.facts().clientId(),
                target(),
                status,
                parked,
                Instant.ofEpochMilli(registered.atMillis()),
                tried == null ? null : tried.outcome(),
                tried == null ? null : RecordViews.shortened(tried.text()),
                attempts,
                lastFailure == null ? null : lastFailure.error(),
                lastFailure == null ? null : Instant.ofEpochMilli(lastFailure.atMillis()),
                lastFailure == null || acknowledgedAtMillis != null
                        ? null
                        : Instant.ofEpochMilli(lastFailure.nextAttemptMillis()),
                acknowledgedAtMillis == null ? null : Instant.ofEpochMilli(acknowledgedAtMillis));
    }

    private TargetView target() {
        Target target = registered.facts().target();
        if (target == null) {
            return null;
        }
        Endpoint endpoint = target.endpoint();
        if (endpoint instanceof Endpoint.Dubbo dubbo) {
            return new TargetView(
                    "DUBBO",
                    dubbo.participant(),
                    dubbo.tryMethod(),
                    dubbo.confirmMethod(),
                    dubbo.cancelMethod(),
                    after);
        }
        Endpoint.Http http = (Endpoint.Http) endpoint;
        return new TargetView("HTTP", http.participant(), http.tryUrl(), http.confirmUrl(), http.cancelUrl(), after);
    }
}
