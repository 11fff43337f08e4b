// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import java.io.Serializable;

/**
 * How a branch's Try went.
 *
 * @param result what Try returned, as JSON text, cut at 4 KiB; null if it returned nothing, or is not done
 * @param reason why Try was refused, or what is known of how it broke; null if it did not
 */
public record BranchOutcome(String name, long branchId, TryOutcome tryOutcome, String result, String reason)
        implements Serializable {}
