// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import java.io.Serializable;
import java.util.List;

/**
 * Where a transaction stands. All that it says is on disk.
 *
 * @param cause what decided it; null while it is undecided. {@code TRIED}: every Try succeeded. {@code TRY_REFUSED},
 *     {@code TRY_FAILED}: one did not. {@code CALLER}: commit or rollback. {@code TIMEOUT}: the deadline passed. {@code
 *     RESTART}: the coordinator restarted while Trys were under way. {@code OPERATOR}: somebody at the coordinator decided.
 *     Others may come
 * @param retrying a Confirm or Cancel has failed and is tried again, for as long as it takes
 * @param branches each after those that it waits for; empty if the transaction ended a while ago
 */
public record Outcome(String xid, Status status, String cause, boolean retrying, List<BranchOutcome> branches)
        implements Serializable {}
