// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import io.holdfast.api.CallHeaders;
import org.apache.dubbo.rpc.RpcContext;

/** Whose part a call is, as headers of gRPC and attachments of Dubbo say. Stateless. */
final class TraceParent {
    private TraceParent() {}

    /** Of the call that this thread serves; null if its caller is not traced. */
    static String ofThisCall() {
        return RpcContext.getServerAttachment().getAttachment(CallHeaders.TRACE_PARENT);
    }
}
