// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.relay;

/** What is spoken on a connection, and what counts as a message in it. */
public enum Traffic {
    /** Frames of Seata's protocol, heartbeats aside; a frame may hold several merged requests. */
    SEATA,

    /** Requests and answers of HTTP/2, and so of Dubbo Triple: streams that one side has ended. */
    HTTP_2,

    /** Requests and answers of HTTP/1.1. */
    HTTP_1,

    /** Requests and answers of the dubbo protocol. */
    DUBBO;

    FrameCounter counter() {
        return switch (this) {
            case SEATA -> new SeataFrames();
            case HTTP_2 -> new HttpTwoFrames();
            case HTTP_1 -> new HttpOneMessages();
            case DUBBO -> new DubboFrames();
        };
    }
}
