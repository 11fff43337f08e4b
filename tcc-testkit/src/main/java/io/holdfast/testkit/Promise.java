// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

/** What a participant promises its coordinator, in the order in which the kit plays it. */
public enum Promise {
    CONFIRM_AFTER_TRY(
            "after a Try that succeeded, Confirm succeeds too",
            "Whatever could make the business say no belongs into Try, which sets aside what Confirm needs. From then on"
                    + " the transaction may be decided, and the others confirm."),
    CANCEL_AFTER_TRY(
            "after a Try that succeeded, Cancel gives back everything",
            "Cancel must undo exactly what the Try of this branch did, by what Try wrote down."),
    REFUSED_TRY_LEAVES_NOTHING(
            "a Try that the business refuses leaves nothing behind",
            "What the business wrote before it refused, and the guard's row, must be rolled back together: does the business"
                    + " throw (not return), and do both write through one data source in one transaction?"),
    REPEATED_TRY_TAKES_EFFECT_ONCE(
            "a Try that comes again takes effect once",
            "Try must see, by xid and branch id, that it ran before. " + Hints.GUARD),
    REPEATED_CONFIRM_TAKES_EFFECT_ONCE(
            "a Confirm that comes again takes effect once, and succeeds again",
            "The answer to a Confirm may be lost; it is then made again until one answer arrives. " + Hints.GUARD),
    REPEATED_CANCEL_TAKES_EFFECT_ONCE(
            "a Cancel that comes again takes effect once, and succeeds again",
            "The answer to a Cancel may be lost; it is then made again until one answer arrives. " + Hints.GUARD),
    CANCEL_WITHOUT_TRY_CHANGES_NOTHING(
            "a Cancel without a Try succeeds and changes nothing",
            "A Try may be lost on its way and is cancelled all the same. Cancel must undo what a Try wrote down, not what"
                    + " its arguments say. " + Hints.GUARD),
    TRY_AFTER_CANCEL_IS_REFUSED(
            "a Try that comes after its Cancel is refused, however often",
            "Nobody will ever cancel that Try again: what it sets aside is lost. A Cancel must leave a mark that the Try"
                    + " finds, even if there was nothing to cancel. " + Hints.GUARD),
    CONFIRM_WITHOUT_TRY_FAILS(
            "a Confirm without a Try does not succeed",
            "If it did, the transaction would end as confirmed while nothing was sold here, and nobody would ever know. "
                    + Hints.GUARD),
    CANCEL_AFTER_CONFIRM_FAILS(
            "a Cancel after the Confirm neither succeeds nor changes anything",
            "A decision is never taken back, so such a call is a mistake of somebody, who must hear of it. "
                    + Hints.GUARD),
    CONFIRM_AFTER_CANCEL_FAILS(
            "a Confirm after the Cancel neither succeeds nor changes anything",
            "A decision is never taken back, so such a call is a mistake of somebody, who must hear of it. "
                    + Hints.GUARD),
    EXPIRED_TRY_WRITES_NOTHING(
            "a Try whose time is over writes nothing",
            "The transaction's deadline has passed, and its Cancel may be through. holdfast-remaining-ms says how much time"
                    + " is left; with none left, Try must refuse. " + Hints.GUARD),
    BRANCHES_OF_ONE_TRANSACTION_ARE_SEPARATE(
            "two branches of one transaction each take effect, and do not touch each other",
            "A branch is known by its xid and its branch id together, in every table and in every WHERE."),
    REPEATED_BUSINESS_KEY_TAKES_EFFECT_ONCE(
            "a Try that comes again as another branch, under the same business key, takes effect once",
            "Retries of an RPC framework register a branch each. @BusinessKey, or TccAction.businessKey, must give the same"
                    + " text for the same arguments, in all three phases."),
    SIMULTANEOUS_TRYS_TAKE_EFFECT_ONCE(
            "Trys of one branch that come at the same time take effect once",
            "Looking first and writing then is too late: two calls look at the same time. Insert the branch's row first, and"
                    + " let its primary key decide. " + Hints.GUARD),
    SIMULTANEOUS_CONFIRMS_TAKE_EFFECT_ONCE(
            "Confirms of one branch that come at the same time take effect once",
            "Change the branch's row first, in a statement that only one call can win, and the business then. "
                    + Hints.GUARD),
    SIMULTANEOUS_CANCELS_TAKE_EFFECT_ONCE(
            "Cancels of one branch that come at the same time take effect once",
            "Change the branch's row first, in a statement that only one call can win, and the business then. "
                    + Hints.GUARD),
    TRY_AND_CANCEL_AT_ONCE_LEAVE_NOTHING(
            "a Try and its Cancel that come at the same time leave nothing behind",
            "Whichever is first, the other must see its row, or wait for it: both insert the same primary key. "
                    + Hints.GUARD),
    MANY_BRANCHES_KEEP_THE_BOOKS(
            "many transactions at the same time leave exactly what they confirmed",
            "Amounts must change in the database (SET available = available - ? WHERE available >= ?), not be read, counted"
                    + " and written back; and only as often as the branch's row changed."),
    WHAT_WAS_TRIED_IS_THERE_FOR_CONFIRM(
            "what Try set aside is there for Confirm, also when nothing else is left",
            "Try must take from what is available at once, so that nobody else can have it, and Confirm must only move what"
                    + " was taken; it must not ask again whether there is enough."),
    CRASH_IN_TRY_LEAVES_NOTHING(
            "a Try that broke off half-way can be cancelled and leaves nothing behind", Hints.TOGETHER),
    CONFIRM_AGAIN_AFTER_A_CRASH(
            "a Confirm that broke off half-way succeeds when it is made again, and takes effect once", Hints.TOGETHER),
    CANCEL_AGAIN_AFTER_A_CRASH(
            "a Cancel that broke off half-way succeeds when it is made again, and takes effect once", Hints.TOGETHER);

    private static final class Hints {
        static final String GUARD =
                "Holdfast's guard sees to that: is tcc-participants on the class path, does the action"
                        + " say useTCCFence = true (or implement TccAction), and does the business write through the guard's data"
                        + " source?";
        static final String TOGETHER = "The guard's row (or yours) and what the business writes must be one database"
                + " transaction: one data source, one transaction manager, no REQUIRES_NEW, no auto-commit, nothing in"
                + " another thread.";
    }

    private final String sentence;
    private final String whereToLook;

    Promise(String sentence, String whereToLook) {
        this.sentence = sentence;
        this.whereToLook = whereToLook;
    }

    /** The promise in words. */
    public String sentence() {
        return sentence;
    }

    String whereToLook() {
        return whereToLook;
    }
}
