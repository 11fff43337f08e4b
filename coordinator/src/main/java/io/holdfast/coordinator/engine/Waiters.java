// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import io.holdfast.coordinator.engine.Waiter.Kind;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.TransactionStatus;
import java.util.ArrayList;
import java.util.Iterator;

/** Tells a transaction's state to whoever asks and waits for it, never more than is durable, and never less than was told. */
final class Waiters {
    private static final int MAX_PER_TRANSACTION = 1_000;

    private Waiters() {}

    /** Answers now if that may be, else later. */
    static void add(GlobalTransaction transaction, ReplyTo replyTo, Kind kind, Step step) {
        Waiter waiter = new Waiter(replyTo, kind);
        if (transaction.mayHaveEnded && transaction.hasFailedAttempts() && kind != Kind.COMPLETED) {
            refuseAsUnknown(transaction, replyTo, step);
        } else if (mayBeTold(transaction, kind)) {
            tell(transaction, waiter, step);
        } else if (transaction.waiters != null && transaction.waiters.size() >= MAX_PER_TRANSACTION) {
            String why = MAX_PER_TRANSACTION + " callers wait for transaction " + transaction.xid + " already";
            step.reply(replyTo, new Refused(Refusal.BUSY, why));
        } else {
            if (transaction.waiters == null) {
                transaction.waiters = new ArrayList<>(1);
            }
            transaction.waiters.add(waiter);
        }
    }

    private static boolean mayBeTold(GlobalTransaction transaction, Kind kind) {
        if (transaction.mayHaveEnded) {
            return false;
        }
        return switch (kind) {
            case STANDING, OUTCOME -> true;
            case DECIDED -> transaction.status() != TransactionStatus.TRYING;
            case COMPLETED_OR_FAILING -> transaction.hasFailedAttempts();
            case COMPLETED -> false;
        };
    }

    static void decided(GlobalTransaction transaction, Step step) {
        tellThose(transaction, step, Kind.DECIDED);
    }

    /** A call has failed. */
    static void failed(GlobalTransaction transaction, Step step) {
        if (transaction.waiters == null) {
            return;
        }
        if (!transaction.mayHaveEnded) {
            tellThose(transaction, step, Kind.COMPLETED_OR_FAILING);
            return;
        }
        for (Iterator<Waiter> all = transaction.waiters.iterator(); all.hasNext(); ) {
            Waiter waiter = all.next();
            if (waiter.kind() != Kind.COMPLETED) {
                all.remove();
                refuseAsUnknown(transaction, waiter.replyTo(), step);
            }
        }
    }

    static void ended(GlobalTransaction transaction, Step step) {
        if (transaction.waiters != null) {
            transaction.waiters.forEach(waiter -> tell(transaction, waiter, step));
            transaction.waiters = null;
        }
    }

    private static void tellThose(GlobalTransaction transaction, Step step, Kind kind) {
        if (transaction.waiters == null) {
            return;
        }
        for (Iterator<Waiter> all = transaction.waiters.iterator(); all.hasNext(); ) {
            Waiter waiter = all.next();
            if (waiter.kind() == kind) {
                all.remove();
                tell(transaction, waiter, step);
            }
        }
    }

    private static void tell(GlobalTransaction transaction, Waiter waiter, Step step) {
        boolean retrying = transaction.standing().retrying();
        if (retrying) {
            step.makeDurable(transaction);
        }
        step.tell(
                transaction, waiter.replyTo(), waiter.wantsOutcome() ? transaction.outcome() : transaction.standing());
    }

    private static void refuseAsUnknown(GlobalTransaction transaction, ReplyTo replyTo, Step step) {
        String why = "transaction " + transaction.xid + " is decided (" + transaction.decision() + "); the coordinator"
                + " has restarted since, and asks its participants again whether all of them have acknowledged, but not"
                + " all of them answer: ask again later";
        step.reply(replyTo, new Refused(Refusal.UNAVAILABLE, why));
    }
}
