// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.holdfast.coordinator.model.ReplyTo;

/**
 * Where an answer goes.
 *
 * @param requestId the client's own id of the request
 * @param merged the frame that the answer becomes part of, at {@code slot}; null if it goes alone
 */
record SeataReply(SeataConnection connection, int requestId, RequestKind kind, MergedReply merged, int slot)
        implements ReplyTo {}
