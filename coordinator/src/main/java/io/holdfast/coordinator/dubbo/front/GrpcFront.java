// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.holdfast.api.TransactionsException;
import io.holdfast.api.v1.AwaitRequest;
import io.holdfast.api.v1.BeginRequest;
import io.holdfast.api.v1.BeginResponse;
import io.holdfast.api.v1.DecideRequest;
import io.holdfast.api.v1.Outcome;
import io.holdfast.api.v1.RegisterBranchRequest;
import io.holdfast.api.v1.RegisterBranchResponse;
import io.holdfast.api.v1.StatusRequest;
import io.holdfast.api.v1.SubmitRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.dubbo.common.URL;
import org.apache.dubbo.rpc.Invoker;
import org.apache.dubbo.rpc.PathResolver;
import org.apache.dubbo.rpc.ServerService;
import org.apache.dubbo.rpc.model.MethodDescriptor;
import org.apache.dubbo.rpc.model.ServiceDescriptor;
import org.apache.dubbo.rpc.model.StubMethodDescriptor;
import org.apache.dubbo.rpc.model.StubServiceDescriptor;
import org.apache.dubbo.rpc.stub.StubInvoker;
import org.apache.dubbo.rpc.stub.StubMethodHandler;

/** The service {@code holdfast.v1.Transactions}, told to Dubbo method by method. Stateless. */
final class GrpcFront implements GrpcTransactions, ServerService<GrpcTransactions> {
    private static final String SERVICE = "holdfast.v1.Transactions";

    private final StubServiceDescriptor descriptor = new StubServiceDescriptor(SERVICE, GrpcTransactions.class);
    private final Map<String, StubMethodHandler<?, ?>> handlers = new LinkedHashMap<>();
    private final ProtoMapping mapping;
    private final ApiCounters counters;

    GrpcFront(ApiRequests requests, ApiJson json, ApiCounters counters) {
        this.counters = counters;
        this.mapping = new ProtoMapping(json);
        method("Submit", SubmitRequest.class, SubmitRequest.parser(), Outcome.class, request -> requests.submit(
                        mapping.submission(request), TraceParent.ofThisCall())
                .thenApply(mapping::outcome));
        method("Begin", BeginRequest.class, BeginRequest.parser(), BeginResponse.class, request -> requests.begin(
                        mapping.begin(request), TraceParent.ofThisCall())
                .thenApply(mapping::begun));
        method(
                "RegisterBranch",
                RegisterBranchRequest.class,
                RegisterBranchRequest.parser(),
                RegisterBranchResponse.class,
                request ->
                        requests.registerBranch(mapping.registration(request)).thenApply(mapping::registered));
        method("Commit", DecideRequest.class, DecideRequest.parser(), Outcome.class, request -> requests.commit(
                        mapping.decide(request))
                .thenApply(mapping::outcome));
        method("Rollback", DecideRequest.class, DecideRequest.parser(), Outcome.class, request -> requests.rollback(
                        mapping.decide(request))
                .thenApply(mapping::outcome));
        method("Status", StatusRequest.class, StatusRequest.parser(), Outcome.class, request -> requests.status(
                        mapping.query(request))
                .thenApply(mapping::outcome));
        method("Await", AwaitRequest.class, AwaitRequest.parser(), Outcome.class, request -> requests.await(
                        mapping.wait(request))
                .thenApply(mapping::outcome));
    }

    /** One method, from its request to the future of its response. */
    private interface Operation<Q, R> {
        CompletableFuture<R> start(Q request) throws TransactionsException;
    }

    private <Q extends Message, R extends Message> void method(
            String name, Class<Q> requestType, Parser<Q> requests, Class<R> responseType, Operation<Q, R> operation) {
        descriptor.addMethod(new StubMethodDescriptor(
                name,
                requestType,
                responseType,
                MethodDescriptor.RpcType.UNARY,
                message -> ((Message) message).toByteArray(),
                message -> ((Message) message).toByteArray(),
                bytes -> parse(requests, bytes),
                bytes -> {
                    throw new UnsupportedOperationException("a server reads no responses");
                }));
        handlers.put(name, arguments -> start(operation, requestType.cast(arguments[0])));
    }

    private <Q, R> CompletableFuture<R> start(Operation<Q, R> operation, Q request) {
        try {
            return counters.count(ApiCounters.Face.GRPC, operation.start(request));
        } catch (TransactionsException refused) {
            counters.ended(ApiCounters.Face.GRPC, refused);
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static <Q> Q parse(Parser<Q> parser, byte[] bytes) throws InvalidProtocolBufferException {
        return parser.parseFrom(bytes);
    }

    @Override
    public String serviceName() {
        return SERVICE;
    }

    @Override
    public Invoker<GrpcTransactions> getInvoker(URL url) {
        PathResolver paths = url.getOrDefaultFrameworkModel()
                .getExtensionLoader(PathResolver.class)
                .getDefaultExtension();
        handlers.keySet().forEach(name -> paths.addNativeStub("/" + SERVICE + "/" + name));
        return new StubInvoker<>(this, url, GrpcTransactions.class, handlers);
    }

    @Override
    public ServiceDescriptor getServiceDescriptor() {
        return descriptor;
    }
}
