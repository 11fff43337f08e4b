// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

/**
 * The transaction that was submitted under an idempotency key.
 *
 * @param digest of what was submitted
 */
public record KeyOwner(Xid xid, String digest) {}
