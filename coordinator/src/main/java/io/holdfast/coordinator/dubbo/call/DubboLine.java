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
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.rpc.Invoker;
import org.apache.dubbo.rpc.RpcContext;
import org.apache.dubbo.rpc.RpcContextAttachment;
import org.apache.dubbo.rpc.service.GenericService;

/** The way to one Dubbo service. Owns a reference of Dubbo's, and replaces it when its connection is lost. */
final class DubboLine implements Line {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final References references;
    private final Json json;
    private final boolean direct;
    private volatile ReferenceConfig<GenericService> reference;

    /** @param direct whether the address is the caller's, and not a registry's */
    DubboLine(References references, Json json, boolean direct) {
        this.references = references;
        this.json = json;
        this.direct = direct;
    }

    @Override
    public boolean isOpen() {
        ReferenceConfig<GenericService> current = reference;
        return current != null && isConnected(current);
    }

    @Override
    public boolean isLost() {
        ReferenceConfig<GenericService> current = reference;
        return current != null && direct && !isConnected(current);
    }

    @SuppressWarnings("deprecation") // Dubbo has no other way to ask.
    private static boolean isConnected(ReferenceConfig<GenericService> reference) {
        Invoker<?> invoker = reference.getInvoker();
        return invoker != null && invoker.isAvailable();
    }

    @Override
    public void open() throws Unreachable {
        if (direct) {
            close();
            ReferenceConfig<GenericService> opened = references.open();
            if (!isConnected(opened)) {
                references.close(opened);
                throw new Unreachable("cannot connect to " + references.participant(), null);
            }
            reference = opened;
        } else {
            if (reference == null) {
                reference = references.open();
            }
            awaitProvider(reference);
        }
    }

    /** A registry tells a reference by itself, and a little later, where its providers are now. */
    private void awaitProvider(ReferenceConfig<GenericService> current) throws Unreachable {
        long until = System.nanoTime() + references.connectNanos();
        while (!isConnected(current)) {
            if (System.nanoTime() - until >= 0) {
                throw new Unreachable("the registry knows nobody who serves " + references.participant(), null);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @Override
    public CompletableFuture<Reply> send(Outgoing call) {
        Endpoint.Dubbo endpoint = (Endpoint.Dubbo) call.endpoint();
        Object[] arguments;
        try {
            arguments = Arguments.of(json.read(call.arguments()));
        } catch (IllegalArgumentException never) {
            return CompletableFuture.completedFuture(
                    Reply.impossible("the arguments cannot be sent: " + never.getMessage()));
        }
        ReferenceConfig<GenericService> current = reference;
        if (current == null) {
            return CompletableFuture.completedFuture(Reply.broken("not connected to " + references.participant()));
        }
        String[] types = endpoint.parameterTypes().isEmpty()
                ? null
                : endpoint.parameterTypes().toArray(String[]::new);
        Verdicts verdicts = new Verdicts(call, json);
        CompletableFuture<Object> answer;
        try {
            RpcContextAttachment attachments = RpcContext.getClientAttachment();
            call.headers().forEach(attachments::setAttachment);
            attachments.setAttachment("timeout", Integer.toString(timeout(call)));
            answer = current.get().$invokeAsync(method(endpoint, call), types, arguments);
        } catch (RuntimeException failure) {
            return CompletableFuture.completedFuture(verdicts.failed(failure));
        } finally {
            RpcContext.removeClientAttachment();
            RpcContext.removeServiceContext();
        }
        return answer.handle((value, failure) -> failure == null ? verdicts.returned(value) : verdicts.failed(failure))
                .completeOnTimeout(call.timedOut(), call.remainingMillis(), TimeUnit.MILLISECONDS);
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
        ReferenceConfig<GenericService> old = reference;
        reference = null;
        if (old != null) {
            references.close(old);
        }
    }
}
