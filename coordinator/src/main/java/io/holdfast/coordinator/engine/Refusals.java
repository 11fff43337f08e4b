// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Input.Operate;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.TransactionStatus;

/** Says no, with the cause and the cure. What returns a boolean says whether it did. */
final class Refusals {
    private Refusals() {}

    static void refuse(ReplyTo replyTo, Refusal refusal, String why, Step step) {
        step.reply(replyTo, new Refused(refusal, why));
    }

    /** @param transaction its name, as the caller knows it */
    static void refuseAsDecided(String transaction, Standing standing, ReplyTo replyTo, Step step) {
        boolean expired = standing.cause() == Cause.TIMEOUT;
        String why =
                "transaction " + transaction + " is " + standing.status() + (expired ? ": its deadline passed" : "");
        refuse(replyTo, expired ? Refusal.EXPIRED : Refusal.DECIDED, why, step);
    }

    static boolean refusedAsTooMany(int open, EngineSettings settings, ReplyTo replyTo, Step step) {
        if (open < settings.maxOpenTransactions()) {
            return false;
        }
        String why = "too many open transactions (" + open + "): ask again later, or raise"
                + " holdfast.limits.max-open-transactions";
        refuse(replyTo, Refusal.BUSY, why, step);
        return true;
    }

    static boolean refusedAsDecided(GlobalTransaction transaction, ReplyTo replyTo, Step step) {
        if (transaction.status() == TransactionStatus.TRYING) {
            return false;
        }
        refuseAsDecided(transaction.xid.toString(), transaction.standing(), replyTo, step);
        return true;
    }

    /** Nothing of what operators do is left to do. */
    static void refuseAsEnded(Operate operate, Standing standing, Step step) {
        String why = "transaction " + operate.transaction() + " has ended (" + standing.status()
                + "): nothing is left to do";
        refuse(operate.replyTo(), Refusal.NOT_ALLOWED, why, step);
    }

    static boolean refusedAsSubmitted(GlobalTransaction transaction, ReplyTo replyTo, Step step) {
        if (!transaction.isDriven()) {
            return false;
        }
        String why = "transaction " + transaction.xid + " was submitted as a whole: the coordinator calls its Trys and"
                + " decides; its caller may only roll it back";
        refuse(replyTo, Refusal.SUBMITTED, why, step);
        return true;
    }

    static boolean refusedAsTooLong(BranchFacts branch, EngineSettings settings, ReplyTo replyTo, Step step) {
        String arguments = branch.target() == null ? null : branch.target().arguments();
        return refusedAsTooLong(branch.applicationData(), settings, replyTo, step)
                || refusedAsTooLong(arguments, settings, replyTo, step);
    }

    static boolean refusedAsTooLong(String applicationData, EngineSettings settings, ReplyTo replyTo, Step step) {
        if (applicationData == null || applicationData.length() <= settings.maxApplicationDataChars()) {
            return false;
        }
        String why = "application data of " + applicationData.length() + " characters is over the limit of "
                + settings.maxApplicationDataChars() + " (holdfast.seata.max-application-data-bytes)";
        refuse(replyTo, Refusal.LIMIT, why, step);
        return true;
    }
}
