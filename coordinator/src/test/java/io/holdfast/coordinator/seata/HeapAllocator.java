// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;

/**
 * Takes all buffers from the heap, also those asked for as direct ones: so the thread's count of allocated bytes holds
 * them, and none can stay unreleased without being seen. For one thread.
 */
final class HeapAllocator extends AbstractByteBufAllocator {
    private long liveBytes;

    /** What has not been released. */
    long liveBytes() {
        return liveBytes;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return new Counted(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return new Counted(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    private final class Counted extends UnpooledHeapByteBuf {
        Counted(int initialCapacity, int maxCapacity) {
            super(HeapAllocator.this, initialCapacity, maxCapacity);
        }

        @Override
        protected byte[] allocateArray(int bytes) {
            liveBytes += bytes;
            return super.allocateArray(bytes);
        }

        @Override
        protected void freeArray(byte[] array) {
            liveBytes -= array.length;
            super.freeArray(array);
        }
    }
}
