// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard;

/** What a call may do, given the row that it found. */
public sealed interface Verdict {

    /** The business runs, in the transaction in which the row becomes {@code next}. */
    record Run(RowState next) implements Verdict {}

    /** The same call took effect before: answer success, run nothing, leave the row. */
    record AlreadyDone() implements Verdict {}

    /** A Cancel of what was never tried: answer success, run nothing; the row is SUSPENDED from now on. */
    record EmptyRollback() implements Verdict {}

    /**
     * Another branch of the transaction holds the effect, under the same business key: answer success, run nothing. The
     * row becomes {@code next}.
     */
    record Surplus(RowState next) implements Verdict {}

    /** A Try that comes too late (anti-hanging): answer failure, run nothing, leave the row. */
    record Refused(String why) implements Verdict {}

    /**
     * What cannot be while coordinator and participant keep their promises: never answered with success, run nothing,
     * leave the row.
     */
    record Anomaly(String why) implements Verdict {}
}
