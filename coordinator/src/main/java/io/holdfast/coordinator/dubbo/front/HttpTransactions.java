// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import java.util.concurrent.CompletableFuture;
import org.apache.dubbo.remoting.http12.HttpMethods;
import org.apache.dubbo.remoting.http12.HttpRequest;
import org.apache.dubbo.remoting.http12.HttpResult;
import org.apache.dubbo.remoting.http12.rest.Mapping;
import org.apache.dubbo.remoting.http12.rest.Param;
import org.apache.dubbo.remoting.http12.rest.ParamType;

/**
 * The paths of the HTTP face. Bodies are read and written by {@link HttpFront} itself, because Dubbo's own mapping would
 * drop unknown fields and decode whatever content type it knows.
 */
@Mapping("/v1")
public interface HttpTransactions {
    @Mapping(path = "/transactions", method = HttpMethods.POST)
    CompletableFuture<HttpResult<byte[]>> submit(HttpRequest request);

    @Mapping(path = "/transactions", method = HttpMethods.GET)
    CompletableFuture<HttpResult<byte[]>> statusByKey(HttpRequest request);

    @Mapping(path = "/transactions/begin", method = HttpMethods.POST)
    CompletableFuture<HttpResult<byte[]>> begin(HttpRequest request);

    @Mapping(path = "/transactions/{xid}", method = HttpMethods.GET)
    CompletableFuture<HttpResult<byte[]>> status(
            @Param(value = "xid", type = ParamType.PathVariable) String xid, HttpRequest request);

    @Mapping(path = "/transactions/{xid}/branches", method = HttpMethods.POST)
    CompletableFuture<HttpResult<byte[]>> registerBranch(
            @Param(value = "xid", type = ParamType.PathVariable) String xid, HttpRequest request);

    @Mapping(path = "/transactions/{xid}/commit", method = HttpMethods.POST)
    CompletableFuture<HttpResult<byte[]>> commit(
            @Param(value = "xid", type = ParamType.PathVariable) String xid, HttpRequest request);

    @Mapping(path = "/transactions/{xid}/rollback", method = HttpMethods.POST)
    CompletableFuture<HttpResult<byte[]>> rollback(
            @Param(value = "xid", type = ParamType.PathVariable) String xid, HttpRequest request);
}
