// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import io.holdfast.coordinator.port.LogContext;
import io.holdfast.coordinator.watch.Alert.State;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes into the coordinator's own log what is told to others, and also if nobody else is. Safe for any thread. */
public final class AlertLog implements Predicate<Alert> {
    private static final Logger LOG = LoggerFactory.getLogger(AlertLog.class);

    private final Predicate<Alert> others;

    /** @param others false if they take no more just now: it comes again then */
    public AlertLog(Predicate<Alert> others) {
        this.others = others;
    }

    @Override
    public boolean test(Alert alert) {
        if (!others.test(alert)) {
            return false;
        }
        LogContext.about(alert.xid(), () -> write(alert));
        return true;
    }

    private static void write(Alert alert) {
        boolean begun = alert.state() == State.BEGUN;
        switch (alert.kind()) {
            case BRANCH_PARKED -> {
                if (begun) {
                    LOG.warn(
                            "Branch {} is parked, somebody should look; {} says: {}",
                            alert.branchId(),
                            alert.participant(),
                            alert.message());
                } else {
                    LOG.info("Branch {} is parked no more", alert.branchId());
                }
            }
            case TRANSACTION_UNDECIDED -> {
                if (begun) {
                    LOG.warn("Transaction '{}' is {}", alert.name(), alert.message());
                } else {
                    LOG.info("Transaction '{}' is decided", alert.name());
                }
            }
            case LANE_HALTED -> {
                // The lane has said so itself.
            }
        }
    }
}
