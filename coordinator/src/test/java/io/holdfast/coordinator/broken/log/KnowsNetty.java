// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.broken.log;

import io.netty.buffer.ByteBuf;

/** Netty is the front's. */
public final class KnowsNetty {
    ByteBuf buffer;
}
