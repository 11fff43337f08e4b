// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import io.holdfast.api.TransactionsException;
import io.holdfast.api.TransactionsException.Code;
import io.holdfast.coordinator.port.ApiEntry;
import io.holdfast.coordinator.port.LogFailure;
import java.util.Locale;
import java.util.Set;
import org.apache.dubbo.remoting.http12.HttpRequest;
import org.apache.dubbo.rpc.AsyncRpcResult;
import org.apache.dubbo.rpc.Filter;
import org.apache.dubbo.rpc.Invocation;
import org.apache.dubbo.rpc.Invoker;
import org.apache.dubbo.rpc.Result;

/**
 * Asks the {@link ApiEntry} of its application about every call, whichever face it comes through. Stateless; Dubbo makes it, by its name in {@code META-INF/dubbo}, for the services that name it.
 */
public final class TokenGate implements Filter {
    static final String NAME = "holdfast-tokens";
    private static final String AUTHORIZATION = "authorization";
    private static final Set<String> LOOKS = Set.of("status", "statusbykey", "await");

    @Override
    public Result invoke(Invoker<?> invoker, Invocation invocation) {
        ApiEntry entry =
                invoker.getUrl().getOrDefaultApplicationModel().getBeanFactory().getBean(ApiEntry.class);
        TransactionsException refused = refusal(entry, invocation);
        return refused == null ? invoker.invoke(invocation) : AsyncRpcResult.newDefaultAsyncResult(refused, invocation);
    }

    /** Headers of gRPC and of Dubbo become attachments; those of plain HTTP stay in the request, which the face asks for. */
    private static String authorization(Invocation invocation) {
        for (Object argument : invocation.getArguments()) {
            if (argument instanceof HttpRequest request) {
                return request.header(AUTHORIZATION);
            }
        }
        return invocation.getAttachment(AUTHORIZATION);
    }

    private static TransactionsException refusal(ApiEntry entry, Invocation invocation) {
        boolean acts = !LOOKS.contains(invocation.getMethodName().toLowerCase(Locale.ROOT));
        try {
            return switch (entry.check(authorization(invocation), acts)) {
                case WELCOME -> null;
                case UNKNOWN ->
                    new TransactionsException(
                            Code.UNAUTHENTICATED,
                            null,
                            "this needs an API token: send authorization: Bearer and a token that has not expired");
                case NOT_ENOUGH ->
                    new TransactionsException(
                            Code.PERMISSION_DENIED, null, "the role of this API token is not enough for it");
            };
        } catch (LogFailure failure) {
            return new TransactionsException(
                    Code.UNAVAILABLE, null, "who may come in cannot be read now: " + failure.getMessage());
        }
    }
}
