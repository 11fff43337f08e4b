// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import io.holdfast.api.TransactionsException;
import io.holdfast.api.TransactionsException.Code;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.dubbo.common.extension.Activate;
import org.apache.dubbo.common.logger.Level;
import org.apache.dubbo.remoting.http12.ExceptionHandler;
import org.apache.dubbo.remoting.http12.HttpHeaders;
import org.apache.dubbo.remoting.http12.HttpResult;
import org.apache.dubbo.remoting.http12.RequestMetadata;
import org.apache.dubbo.remoting.http12.exception.DecodeException;
import org.apache.dubbo.remoting.http12.exception.HttpStatusException;
import org.apache.dubbo.remoting.http12.message.DefaultHttpResult;
import org.apache.dubbo.rpc.TriRpcStatus;
import org.apache.dubbo.rpc.model.MethodDescriptor;

/**
 * What errors look like outside, for HTTP and gRPC. Dubbo finds it by its name in {@code META-INF/dubbo}, so it is also
 * asked for errors that no handler of ours has seen: unknown paths, bodies that are too large.
 */
@Activate
public final class ApiErrors implements ExceptionHandler<Throwable, Object> {
    @Override
    public Level resolveLogLevel(Throwable failure) {
        // Anybody can cause these, as often as they like.
        return failure instanceof TransactionsException
                        || failure instanceof HttpProblem
                        || failure instanceof HttpStatusException
                        || failure instanceof DecodeException
                ? Level.DEBUG
                : Level.WARN;
    }

    @Override
    public Object handle(Throwable failure, RequestMetadata metadata, MethodDescriptor descriptor) {
        if (failure instanceof TransactionsException refused) {
            return problem(
                    httpStatus(refused.code()),
                    refused.code().name(),
                    refused.field(),
                    refused.getMessage(),
                    refused.retryable());
        }
        if (failure instanceof HttpProblem problem) {
            return problem(problem.status(), httpCode(problem.status()), null, problem.getMessage(), false);
        }
        if (failure instanceof HttpStatusException status) {
            return problem(status.getStatusCode(), httpCode(status.getStatusCode()), null, status.getMessage(), false);
        }
        return problem(500, Code.INTERNAL.name(), null, "a bug in the coordinator, whose log says more", false);
    }

    private static HttpResult<Object> problem(
            int status, String code, String field, String message, boolean retryable) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", status);
        body.put("code", code);
        body.put("field", field);
        body.put("message", message);
        body.put("retryable", retryable);
        DefaultHttpResult.Builder<Object> result =
                HttpResult.builder().status(status).body(body).header("content-type", "application/problem+json");
        return (retryable ? result.header("retry-after", "1") : result).build();
    }

    private static int httpStatus(Code code) {
        return switch (code) {
            case INVALID_ARGUMENT -> 400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case KEY_CONFLICT, WRONG_STATE -> 409;
            case BUSY, UNAVAILABLE -> 503;
            case INTERNAL -> 500;
        };
    }

    private static String httpCode(int status) {
        return switch (status) {
            case 403 -> "FORBIDDEN";
            case 404 -> "NO_SUCH_PATH";
            case 405 -> "METHOD_NOT_ALLOWED";
            case 406 -> "NOT_ACCEPTABLE";
            case 413 -> "TOO_LARGE";
            case 415 -> "UNSUPPORTED_MEDIA_TYPE";
            default -> status < 500 ? Code.INVALID_ARGUMENT.name() : Code.INTERNAL.name();
        };
    }

    @Override
    public boolean resolveGrpcStatus(
            Throwable failure, HttpHeaders headers, RequestMetadata metadata, MethodDescriptor descriptor) {
        if (failure instanceof HttpProblem problem && problem.status() == 413) {
            headers.set("grpc-status", Integer.toString(TriRpcStatus.Code.RESOURCE_EXHAUSTED.code));
            headers.set("grpc-message", percentEncoded(problem.getMessage()));
            return true;
        }
        if (!(failure instanceof TransactionsException refused)) {
            return false;
        }
        headers.set("grpc-status", Integer.toString(grpcStatus(refused.code()).code));
        headers.set("grpc-message", percentEncoded(refused.getMessage()));
        headers.set("holdfast-code", refused.code().name());
        if (refused.field() != null) {
            headers.set("holdfast-field", percentEncoded(refused.field()));
        }
        return true;
    }

    private static TriRpcStatus.Code grpcStatus(Code code) {
        return switch (code) {
            case INVALID_ARGUMENT -> TriRpcStatus.Code.INVALID_ARGUMENT;
            case UNAUTHENTICATED -> TriRpcStatus.Code.UNAUTHENTICATED;
            case PERMISSION_DENIED -> TriRpcStatus.Code.PERMISSION_DENIED;
            case NOT_FOUND -> TriRpcStatus.Code.NOT_FOUND;
            case KEY_CONFLICT -> TriRpcStatus.Code.ALREADY_EXISTS;
            case WRONG_STATE -> TriRpcStatus.Code.FAILED_PRECONDITION;
            case BUSY, UNAVAILABLE -> TriRpcStatus.Code.UNAVAILABLE;
            case INTERNAL -> TriRpcStatus.Code.INTERNAL;
        };
    }

    /** As gRPC over HTTP/2 wants it; the text may come from the request, and must not become a header of its own. */
    private static String percentEncoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
