// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import java.io.Serializable;

/** A branch is registered: its Try may be called now, with these two as {@link CallHeaders}. */
public record RegisteredBranch(String xid, long branchId) implements Serializable {}
