// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

/**
 * The coordinator, for callers. Served over Dubbo Triple; the same operations are plain HTTP/JSON ({@code /v1/transactions})
 * and gRPC ({@code holdfast.v1.Transactions}) on the same port.
 *
 * <p>{@link #submit} hands over a whole transaction: the coordinator calls Try of every branch, decides, and calls Confirm
 * or Cancel. {@link #begin}, {@link #registerBranch}, {@link #commit} and {@link #rollback} are for callers who call Try
 * themselves.
 *
 * <p>Every operation throws {@link TransactionsException}, and says by its code what to do. A call that times out may have
 * taken effect: repeat a submission under the same idempotency key, or ask for the status.
 */
public interface Transactions {
    /**
     * Runs a transaction; with an idempotency key that is known already, joins the transaction of that key instead.
     *
     * @return where the transaction stands when what {@link Submission#waitFor()} names has come, or its wait is over
     */
    Outcome submit(Submission submission) throws TransactionsException;

    /** Begins a transaction whose Trys the caller calls itself. */
    Begun begin(Begin begin) throws TransactionsException;

    /**
     * Registers a branch; call its Try only after this has returned, with the returned ids as {@link CallHeaders}.
     */
    RegisteredBranch registerBranch(BranchRegistration registration) throws TransactionsException;

    /** Decides to confirm. If the deadline was earlier, the outcome says CANCELLING or CANCELLED: read it. */
    Outcome commit(Decide decide) throws TransactionsException;

    /** Decides to cancel. If the transaction was committed before, the outcome says CONFIRMING or CONFIRMED. */
    Outcome rollback(Decide decide) throws TransactionsException;

    /** Where a transaction stands now. */
    Outcome status(Query query) throws TransactionsException;

    /** Where a transaction stands when what {@link Wait#waitFor()} names has come, or the wait is over. */
    Outcome await(Wait wait) throws TransactionsException;
}
