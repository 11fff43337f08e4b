// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant;

/**
 * A Try/Confirm/Cancel action without any annotation: for teams that do not use Seata's client. The coordinator calls it
 * over Dubbo (export an interface that extends this one) or over HTTP. All three methods run behind the guard, each in one
 * database transaction with the guard's row: none has to think of repeated, late or missing calls.
 *
 * @param <T> the request: whatever the caller of the transaction passes on to this action
 */
public interface TccAction<T> {

    /** Names the action: in the guard's table, and in the address over HTTP. At most 64 characters; never change it. */
    String name();

    /**
     * Try: checks the business and sets aside what Confirm will need, so that Confirm cannot fail.
     *
     * @return the answer for the caller, null for none; {@code Boolean.FALSE} refuses
     * @throws Exception to refuse; what was written is rolled back, and the message is the reason
     */
    Object prepare(BranchContext branch, T request) throws Exception;

    /**
     * Confirm: makes final what Try set aside.
     *
     * @throws PermanentRefusalException if calling again cannot help: a person is called
     * @throws Exception to be called again; what was written is rolled back
     */
    void confirm(BranchContext branch, T request) throws Exception;

    /**
     * Cancel: undoes what Try did.
     *
     * @throws PermanentRefusalException if calling again cannot help: a person is called
     * @throws Exception to be called again; what was written is rolled back
     */
    void cancel(BranchContext branch, T request) throws Exception;

    /**
     * What makes a request the same one when it comes again as another branch of the same transaction, as
     * {@link BusinessKey} says. Null for none. Must be the same in all three phases.
     */
    default String businessKey(T request) {
        return null;
    }

    /** Whether Cancel is called although no Try committed, as {@link CancelOnFailedTry} says. */
    default boolean cancelOnFailedTry() {
        return false;
    }
}
