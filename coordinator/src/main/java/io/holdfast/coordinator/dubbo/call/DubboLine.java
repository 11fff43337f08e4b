// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.call;

import io.holdfast.coordinator.call.Json;
import io.holdfast.coordinator.call.Line;
import io.holdfast.coordinator.call.Outgoing;
import io.holdfast.coordinator.call.Reply;
import io.holdfast.coordinator.call.Unreachable;
import io.holdfast.coordinator.model.Endpoint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.dubbo.common.URL;
import org.apache.dubbo.common.constants.CommonConstants;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.rpc.AppResponse;
import org.apache.dubbo.rpc.AsyncRpcResult;
import org.apache.dubbo.rpc.Invoker;
import org.apache.dubbo.rpc.RpcContext;
import org.apache.dubbo.rpc.RpcInvocation;
import org.apache.dubbo.rpc.cluster.ClusterInvoker;
import org.apache.dubbo.rpc.service.GenericService;

/**
 * The way to one Dubbo service. Owns a reference of Dubbo's, and replaces it when its connection is lost. Calls pass by its
 * proxy; those to a given address also by the cluster of one that Dubbo puts around it, with a dozen filters for a choice
 * among providers, and a memory of its own of who was reachable.
 */
final class DubboLine implements Line {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final References references;
    private final Json json;
    private final boolean direct;
    private volatile Way way;

    /** @param caller what is called through the reference, and belongs to it */
    private record Way(ReferenceConfig<GenericService> reference, Invoker<?> caller) {
        boolean isConnected() {
            return caller.isAvailable();
        }
    }

    /** @param direct whether the address is the caller's, and not a registry's */
    DubboLine(References references, Json json, boolean direct) {
        this.references = references;
        this.json = json;
        this.direct = direct;
    }

    @Override
    public boolean isOpen() {
        Way current = way;
        return current != null && current.isConnected();
    }

    @Override
    public boolean isLost() {
        Way current = way;
        return current != null && direct && !current.isConnected();
    }

    @Override
    public void open() throws Unreachable {
        if (direct) {
            close();
            Way opened = way(references.open());
            if (!opened.isConnected()) {
                references.close(opened.reference());
                throw new Unreachable("cannot connect to " + references.participant(), null);
            }
            way = opened;
        } else {
            if (way == null) {
                way = way(references.open());
            }
            awaitProvider(way);
        }
    }

    @SuppressWarnings("deprecation") // Dubbo has no other way to ask.
    private Way way(ReferenceConfig<GenericService> reference) {
        Invoker<?> caller = reference.getInvoker();
        if (direct && caller instanceof ClusterInvoker<?> cluster) {
            caller = cluster.getDirectory().getAllInvokers().get(0);
        }
        return new Way(reference, caller);
    }

    /** A registry tells a reference by itself, and a little later, where its providers are now. */
    private void awaitProvider(Way current) throws Unreachable {
        long until = System.nanoTime() + references.connectNanos();
        while (!current.isConnected()) {
            if (System.nanoTime() - until >= 0) {
                throw new Unreachable("the registry knows nobody who serves " + references.participant(), null);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @Override
    public CompletableFuture<Reply> send(Outgoing call) {
        Object[] arguments;
        try {
            arguments = Arguments.of(json.read(call.arguments()));
        } catch (IllegalArgumentException never) {
            return CompletableFuture.completedFuture(
                    Reply.impossible("the arguments cannot be sent: " + never.getMessage()));
        }
        Way current = way;
        if (current == null) {
            return CompletableFuture.completedFuture(Reply.broken("not connected to " + references.participant()));
        }
        Verdicts verdicts = new Verdicts(call, json);
        CompletableFuture<AppResponse> answer;
        try {
            answer = invoke(current.caller(), call, arguments);
        } catch (RuntimeException failure) {
            return CompletableFuture.completedFuture(verdicts.failed(failure));
        }
        return answer.handle(verdicts::answered)
                .completeOnTimeout(call.timedOut(), call.remainingMillis(), TimeUnit.MILLISECONDS);
    }

    /** What Dubbo's proxy of a GenericService does, without its profiler. */
    private static CompletableFuture<AppResponse> invoke(Invoker<?> caller, Outgoing call, Object[] arguments) {
        Endpoint.Dubbo endpoint = (Endpoint.Dubbo) call.endpoint();
        String[] types = endpoint.parameterTypes().isEmpty()
                ? null
                : endpoint.parameterTypes().toArray(String[]::new);
        URL url = caller.getUrl();
        RpcInvocation invocation = new RpcInvocation(
                url.getServiceModel(),
                CommonConstants.$INVOKE_ASYNC,
                GenericService.class.getName(),
                url.getProtocolServiceKey(),
                new Class<?>[] {String.class, String[].class, Object[].class},
                new Object[] {method(endpoint, call), types, arguments});
        invocation.setTargetServiceUniqueName(url.getServiceKey());
        call.headers().forEach(invocation::setAttachment);
        invocation.setAttachment(CommonConstants.REMOTE_APPLICATION_KEY, url.getApplication());
        invocation.setAttachment(CommonConstants.TIMEOUT_KEY, Integer.toString(timeout(call)));
        try {
            RpcContext.getServiceContext().setConsumerUrl(url); // where an address of a registry looks for settings
            return ((AsyncRpcResult) caller.invoke(invocation)).getResponseFuture();
        } finally {
            RpcContext.removeServiceContext();
        }
    }

    /** A little longer than we wait, so that it is always we who notice: Dubbo writes a stack trace into the log. */
    private static int timeout(Outgoing call) {
        return (int) Math.min(call.remainingMillis() + 50, Integer.MAX_VALUE);
    }

    private static String method(Endpoint.Dubbo endpoint, Outgoing call) {
        return switch (call.call().phase()) {
            case TRY -> endpoint.tryMethod();
            case CONFIRM -> endpoint.confirmMethod();
            case CANCEL -> endpoint.cancelMethod();
        };
    }

    @Override
    public void close() {
        Way old = way;
        way = null;
        if (old != null) {
            references.close(old.reference());
        }
    }
}
