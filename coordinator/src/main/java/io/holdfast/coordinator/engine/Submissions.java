// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import static io.holdfast.coordinator.engine.Refusals.refuse;
import static io.holdfast.coordinator.engine.Refusals.refusedAsTooLong;
import static io.holdfast.coordinator.engine.Refusals.refusedAsTooMany;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.Input.FindByKey;
import io.holdfast.coordinator.model.Input.KeyLookUpFailed;
import io.holdfast.coordinator.model.Input.KeyLookedUp;
import io.holdfast.coordinator.model.Input.Request;
import io.holdfast.coordinator.model.Input.Submit;
import io.holdfast.coordinator.model.Invariant;
import io.holdfast.coordinator.model.KeyOwner;
import io.holdfast.coordinator.model.Labels;

/** Takes transactions that are handed over as a whole: one for each idempotency key, however often it is submitted. */
final class Submissions {
    private final EngineSettings settings;
    private final Transactions transactions;
    private final Keys keys;

    Submissions(EngineSettings settings, Transactions transactions) {
        this.settings = settings;
        this.transactions = transactions;
        this.keys = transactions.keys();
    }

    void submit(Submit submit, Step step) {
        String key = submit.facts().labels().key();
        KeyOwner owner = key == null ? null : keys.owner(key);
        if (key == null || owner != null) {
            submit(submit, owner, step);
        } else {
            ask(key, submit, step);
        }
    }

    void findByKey(FindByKey find, Step step) {
        KeyOwner owner = keys.owner(find.key());
        if (owner != null) {
            step.reply(find.replyTo(), new Answer.Known(owner.xid()));
        } else {
            ask(find.key(), find, step);
        }
    }

    private void ask(String key, Request request, Step step) {
        if (!keys.mayAsk(key)) {
            refuse(request.replyTo(), Refusal.BUSY, "too many idempotency keys are being looked up: ask again", step);
        } else if (keys.ask(key, request)) {
            step.lookUpKey(key, transactions.epoch());
        }
    }

    /** The first who submits makes the transaction, and all others with the same key get to know it. */
    void keyLookedUp(KeyLookedUp found, Step step) {
        for (Request request : keys.answered(found.key())) {
            KeyOwner owner = found.owner() != null ? found.owner() : keys.owner(found.key());
            if (request instanceof Submit submit) {
                submit(submit, owner, step);
            } else if (owner != null) {
                step.reply(request.replyTo(), new Answer.Known(owner.xid()));
            } else {
                String why = "no transaction has the idempotency key " + found.key()
                        + ", or its record has outlived the retention time";
                refuse(request.replyTo(), Refusal.NO_SUCH_TRANSACTION, why, step);
            }
        }
    }

    /** @param owner of the same key, or null */
    private void submit(Submit submit, KeyOwner owner, Step step) {
        Labels labels = submit.facts().labels();
        if (owner != null && owner.digest().equals(labels.digest())) {
            step.reply(submit.replyTo(), new Answer.Known(owner.xid()));
        } else if (owner != null) {
            String why = "the idempotency key " + labels.key() + " belongs to transaction " + owner.xid()
                    + ", which was submitted with another content";
            refuse(submit.replyTo(), Refusal.KEY_TAKEN, why, step);
        } else if (!refusedAsTooMany(transactions.open().size(), settings, submit.replyTo(), step)
                && !refusedAsTooMuch(submit, step)) {
            accept(submit, step);
        }
    }

    private boolean refusedAsTooMuch(Submit submit, Step step) {
        if (submit.branches().size() > settings.maxBranches()) {
            String why = submit.branches().size() + " branches are over the limit of " + settings.maxBranches()
                    + " (holdfast.limits.max-branches)";
            refuse(submit.replyTo(), Refusal.LIMIT, why, step);
            return true;
        }
        for (BranchFacts branch : submit.branches()) {
            if (refusedAsTooLong(branch, settings, submit.replyTo(), step)) {
                return true;
            }
        }
        return false;
    }

    /** One write for all of it: its begin and its branches. */
    private void accept(Submit submit, Step step) {
        GlobalTransaction transaction = transactions.begin(submit.facts(), step);
        transactions.triesBegin();
        for (BranchFacts branch : submit.branches()) {
            transactions.register(transaction, branch, step);
        }
        Invariant.check(transaction.isDriven(), "what is submitted has branches, whose Trys are called");
        Waiters.add(transaction, submit.replyTo(), Waiter.kindOf(submit.waitFor()), step);
        Tries.advance(transaction, step);
    }

    void keyLookUpFailed(KeyLookUpFailed failed, Step step) {
        for (Request request : keys.answered(failed.key())) {
            refuse(request.replyTo(), Refusal.UNAVAILABLE, failed.why(), step);
        }
    }
}
