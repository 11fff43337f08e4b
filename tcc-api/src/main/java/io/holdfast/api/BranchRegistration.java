// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import java.io.Serializable;

/**
 * A branch of a transaction that was begun by {@link Transactions#begin}. The coordinator calls only its Confirm or Cancel;
 * {@code after} is not for such branches.
 */
public record BranchRegistration(String xid, Branch branch) implements Serializable {}
