// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import java.io.Serializable;

/**
 * How a branch's Try went.
 *
 * @param name null if a Seata client registered the branch
 * @param result what Try returned, as JSON text, up to 4096 characters; null if it returned nothing, or is not done
 * @param reason why Try was refused, or what is known of how it broke; null if it did not
 */
public record BranchOutcome(String name, long branchId, TryOutcome tryOutcome, String result, String reason)
        implements Serializable {}
