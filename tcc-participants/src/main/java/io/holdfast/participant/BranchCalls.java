// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant;

/**
 * Where a coordinator's call enters a participant, whatever wire it came over: finds the action of the bean, and runs its
 * Try, Confirm or Cancel behind the guard, in one database transaction on the calling thread. Any number of threads may
 * call at once.
 */
public interface BranchCalls {

    /**
     * Does what a call over the wire does.
     *
     * @param bean what the service exports; its proxies (of transactions, of Seata's client) are kept in the way
     * @param action the name of the action's Try method, or of the action itself; null if the bean has one action only
     * @param arguments those of Try, in all three phases, as the objects that its parameters take; for a
     *     {@link TccAction} one, the request
     * @return what Try returned, or for Confirm and Cancel a {@code Boolean}: false means to be called again
     * @throws io.holdfast.participant.guard.TryRefusedException if the branch is decided already
     * @throws io.holdfast.participant.guard.TryExpiredException if the time for the Try is over; nothing was written
     * @throws io.holdfast.participant.guard.GuardAnomalyException if Confirm or Cancel contradicts what happened here
     * @throws io.holdfast.participant.guard.GuardUnavailableException if the guard's row could not be written
     * @throws PermanentRefusalException if the bean has no such action, or the business says so
     * @throws Throwable what the business threw; nothing took effect then
     */
    Object call(Object bean, String action, BranchCall call, Object... arguments) throws Throwable;
}
