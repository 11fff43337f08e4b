// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import java.io.Serializable;
import java.util.List;

/**
 * Where a transaction stands. All that it says is on disk.
 *
 * @param cause what decided it: {@code CALLER}, {@code TIMEOUT}, {@code TRIED} and others that may come; null while it is
 *     undecided
 * @param retrying a Confirm or Cancel has failed and is tried again, for as long as it takes
 * @param branches in the order of their submission; empty where they are no longer, or not yet, known
 */
public record Outcome(String xid, Status status, String cause, boolean retrying, List<BranchOutcome> branches)
        implements Serializable {}
