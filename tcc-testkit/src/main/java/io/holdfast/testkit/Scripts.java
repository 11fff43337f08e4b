// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

/** How each promise is put to the test. */
final class Scripts {

    private Scripts() {}

    /**
     * Plays it to its end.
     *
     * @throws BrokenPromise if it is not kept
     */
    static void play(Promise promise, Play play) {
        switch (promise) {
            case CONFIRM_AFTER_TRY -> SingleScripts.confirmAfterTry(play);
            case CANCEL_AFTER_TRY -> SingleScripts.cancelAfterTry(play);
            case REFUSED_TRY_LEAVES_NOTHING -> SingleScripts.refusedTry(play);
            case REPEATED_TRY_TAKES_EFFECT_ONCE -> RepeatScripts.repeatedTry(play);
            case REPEATED_CONFIRM_TAKES_EFFECT_ONCE -> RepeatScripts.repeatedConfirm(play);
            case REPEATED_CANCEL_TAKES_EFFECT_ONCE -> RepeatScripts.repeatedCancel(play);
            case CANCEL_WITHOUT_TRY_CHANGES_NOTHING -> OrderScripts.cancelWithoutTry(play);
            case TRY_AFTER_CANCEL_IS_REFUSED -> OrderScripts.tryAfterCancel(play);
            case CONFIRM_WITHOUT_TRY_FAILS -> OrderScripts.confirmWithoutTry(play);
            case CANCEL_AFTER_CONFIRM_FAILS -> OrderScripts.cancelAfterConfirm(play);
            case CONFIRM_AFTER_CANCEL_FAILS -> OrderScripts.confirmAfterCancel(play);
            case EXPIRED_TRY_WRITES_NOTHING -> OrderScripts.expiredTry(play);
            case BRANCHES_OF_ONE_TRANSACTION_ARE_SEPARATE -> OrderScripts.twoBranches(play);
            case REPEATED_BUSINESS_KEY_TAKES_EFFECT_ONCE -> OrderScripts.repeatedBusinessKey(play);
            case SIMULTANEOUS_TRYS_TAKE_EFFECT_ONCE -> CrowdScripts.simultaneousTrys(play);
            case SIMULTANEOUS_CONFIRMS_TAKE_EFFECT_ONCE -> CrowdScripts.simultaneousConfirms(play);
            case SIMULTANEOUS_CANCELS_TAKE_EFFECT_ONCE -> CrowdScripts.simultaneousCancels(play);
            case TRY_AND_CANCEL_AT_ONCE_LEAVE_NOTHING -> CrowdScripts.tryAgainstCancel(play);
            case MANY_BRANCHES_KEEP_THE_BOOKS -> CrowdScripts.manyBranches(play);
            case WHAT_WAS_TRIED_IS_THERE_FOR_CONFIRM -> CrowdScripts.scarce(play);
            case CRASH_IN_TRY_LEAVES_NOTHING -> CrashScripts.inTry(play);
            case CONFIRM_AGAIN_AFTER_A_CRASH -> CrashScripts.inConfirm(play);
            case CANCEL_AGAIN_AFTER_A_CRASH -> CrashScripts.inCancel(play);
        }
    }
}
