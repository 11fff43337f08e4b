// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.broken.app;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Everything here can change. */
public final class MutableStatics {
    static int counter;
    static final int[] ARRAY = {1};
    static final AtomicInteger ATOMIC = new AtomicInteger();
    static final ArrayList<String> LIST = new ArrayList<>();

    private MutableStatics() {}
}
