// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

import java.io.Serializable;

/** A transaction has begun. */
public record Begun(String xid) implements Serializable {}
