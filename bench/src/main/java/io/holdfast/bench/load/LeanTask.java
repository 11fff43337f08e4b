// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What a lean client is doing. Called by its loop alone. */
interface LeanTask {
    void start(long nowNanos);

    /** Looks at the time. @return whether it is over */
    boolean isOverAt(long nowNanos) throws IOException;

    /** An answer to one of its requests; {@code body} stands behind the message's code. */
    void answered(int id, int code, ByteBuffer body);

    /** A request of the coordinator to the participant. */
    void asked(int id, int code, ByteBuffer body);
}
