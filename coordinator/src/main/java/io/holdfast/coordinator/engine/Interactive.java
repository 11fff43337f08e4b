// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import static io.holdfast.coordinator.engine.Refusals.refuse;
import static io.holdfast.coordinator.engine.Refusals.refusedAsDecided;
import static io.holdfast.coordinator.engine.Refusals.refusedAsSubmitted;
import static io.holdfast.coordinator.engine.Refusals.refusedAsTooLong;
import static io.holdfast.coordinator.engine.Refusals.refusedAsTooMany;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Input.Begin;
import io.holdfast.coordinator.model.Input.RegisterBranch;
import io.holdfast.coordinator.model.Input.ReportBranch;
import io.holdfast.coordinator.model.LogRecord.BranchReported;

/** What callers and participants do to a transaction before it is decided, when they call Try themselves. */
final class Interactive {
    private final EngineSettings settings;
    private final Transactions transactions;

    Interactive(EngineSettings settings, Transactions transactions) {
        this.settings = settings;
        this.transactions = transactions;
    }

    void begin(Begin begin, Step step) {
        if (!refusedAsTooMany(transactions.open().size(), settings, begin.replyTo(), step)) {
            GlobalTransaction transaction = transactions.begin(begin.facts(), step);
            step.tell(transaction, begin.replyTo(), new Answer.Begun(transaction.xid));
        }
    }

    void register(GlobalTransaction transaction, RegisterBranch register, Step step) {
        if (refusedAsDecided(transaction, register.replyTo(), step)
                || refusedAsSubmitted(transaction, register.replyTo(), step)) {
            return;
        }
        if (transaction.branches.size() >= settings.maxBranches()) {
            String why = "transaction " + transaction.xid + " has " + transaction.branches.size()
                    + " branches, the limit (holdfast.limits.max-branches)";
            refuse(register.replyTo(), Refusal.LIMIT, why, step);
            return;
        }
        if (!refusedAsTooLong(register.facts(), settings, register.replyTo(), step)) {
            step.reply(
                    register.replyTo(),
                    new Answer.Registered(transactions.register(transaction, register.facts(), step)));
        }
    }

    void report(GlobalTransaction transaction, ReportBranch report, Step step) {
        if (transaction.branch(report.branchId()) == null) {
            String why = "transaction " + transaction.xid + " has no branch " + report.branchId();
            refuse(report.replyTo(), Refusal.NO_SUCH_BRANCH, why, step);
            return;
        }
        if (refusedAsDecided(transaction, report.replyTo(), step)
                || refusedAsTooLong(report.applicationData(), settings, report.replyTo(), step)) {
            return;
        }
        if (report.applicationData() != null) {
            Transactions.write(
                    transaction,
                    new BranchReported(
                            transaction.id(),
                            transaction.nextSequence(),
                            step.nowMillis(),
                            report.branchId(),
                            report.applicationData()),
                    step);
        }
        step.reply(report.replyTo(), new Answer.Reported());
    }
}
