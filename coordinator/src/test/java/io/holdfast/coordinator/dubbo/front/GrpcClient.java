// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.holdfast.api.Begin;
import io.holdfast.api.Begun;
import io.holdfast.api.Branch;
import io.holdfast.api.BranchOutcome;
import io.holdfast.api.BranchRegistration;
import io.holdfast.api.Decide;
import io.holdfast.api.DubboTarget;
import io.holdfast.api.Outcome;
import io.holdfast.api.Query;
import io.holdfast.api.RegisteredBranch;
import io.holdfast.api.Submission;
import io.holdfast.api.Transactions;
import io.holdfast.api.TransactionsException;
import io.holdfast.api.TransactionsException.Code;
import io.holdfast.api.TryOutcome;
import io.holdfast.api.Wait;
import io.holdfast.api.WaitFor;
import io.holdfast.api.v1.AwaitRequest;
import io.holdfast.api.v1.BeginRequest;
import io.holdfast.api.v1.BeginResponse;
import io.holdfast.api.v1.DecideRequest;
import io.holdfast.api.v1.HttpTarget;
import io.holdfast.api.v1.RegisterBranchRequest;
import io.holdfast.api.v1.RegisterBranchResponse;
import io.holdfast.api.v1.StatusRequest;
import io.holdfast.api.v1.SubmitRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The API as a plain grpc-java client sees it. */
final class GrpcClient implements Transactions {
    private static final Map<Status.Code, Code> CODES = Map.of(
            Status.Code.INVALID_ARGUMENT, Code.INVALID_ARGUMENT,
            Status.Code.ALREADY_EXISTS, Code.KEY_CONFLICT,
            Status.Code.NOT_FOUND, Code.NOT_FOUND,
            Status.Code.FAILED_PRECONDITION, Code.WRONG_STATE);
    private static final Metadata.Key<String> FIELD =
            Metadata.Key.of("holdfast-field", Metadata.ASCII_STRING_MARSHALLER);

    private final Channel channel;
    private final JsonMapper json = new JsonMapper();

    GrpcClient(Channel channel) {
        this.channel = channel;
    }

    private <Q extends Message, R extends Message> R call(String method, Q request, R response)
            throws TransactionsException {
        @SuppressWarnings("unchecked")
        MethodDescriptor<Q, R> descriptor = MethodDescriptor.<Q, R>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName("holdfast.v1.Transactions", method))
                .setRequestMarshaller(ProtoUtils.marshaller((Q) request.getDefaultInstanceForType()))
                .setResponseMarshaller(ProtoUtils.marshaller(response))
                .build();
        try {
            return ClientCalls.blockingUnaryCall(channel, descriptor, CallOptions.DEFAULT, request);
        } catch (StatusRuntimeException refused) {
            Code code = CODES.get(refused.getStatus().getCode());
            if (code == null) {
                throw refused;
            }
            String message = refused.getStatus().getDescription();
            String field =
                    refused.getTrailers() == null ? null : refused.getTrailers().get(FIELD);
            if (field != null) {
                field = URLDecoder.decode(field, StandardCharsets.UTF_8);
                message = message.substring(field.length() + 2);
            }
            throw new TransactionsException(code, field, message);
        }
    }

    @Override
    public Outcome submit(Submission submission) throws TransactionsException {
        SubmitRequest.Builder request = SubmitRequest.newBuilder()
                .setName(orEmpty(submission.name()))
                .setApplication(orEmpty(submission.application()))
                .setIdempotencyKey(orEmpty(submission.idempotencyKey()))
                .setTimeoutMillis(submission.timeoutMillis() == null ? 0 : submission.timeoutMillis())
                .setWaitFor(waitFor(submission.waitFor()));
        if (submission.waitMillis() != null) {
            request.setWaitMillis(submission.waitMillis());
        }
        submission.branches().forEach(branch -> request.addBranches(branch(branch)));
        return outcome(call("Submit", request.build(), io.holdfast.api.v1.Outcome.getDefaultInstance()));
    }

    private io.holdfast.api.v1.Branch branch(Branch branch) {
        io.holdfast.api.v1.Branch.Builder builder = io.holdfast.api.v1.Branch.newBuilder()
                .setName(orEmpty(branch.name()))
                .setArgumentsJson(json.writeValueAsString(branch.arguments()));
        if (branch.after() != null) {
            builder.addAllAfter(branch.after());
        }
        if (branch.http() != null) {
            builder.setHttp(HttpTarget.newBuilder()
                    .setTryUrl(orEmpty(branch.http().tryUrl()))
                    .setConfirmUrl(branch.http().confirmUrl())
                    .setCancelUrl(branch.http().cancelUrl()));
        } else {
            DubboTarget target = branch.dubbo();
            builder.setDubbo(io.holdfast.api.v1.DubboTarget.newBuilder()
                    .setService(target.service())
                    .setGroup(target.group())
                    .setVersion(target.version())
                    .setUrl(target.url())
                    .setTryMethod(target.tryMethod())
                    .setConfirmMethod(target.confirmMethod())
                    .setCancelMethod(orEmpty(target.cancelMethod()))
                    .addAllParameterTypes(target.parameterTypes()));
        }
        return builder.build();
    }

    @Override
    public Begun begin(Begin begin) throws TransactionsException {
        BeginRequest request = BeginRequest.newBuilder()
                .setName(begin.name())
                .setApplication(orEmpty(begin.application()))
                .setTimeoutMillis(begin.timeoutMillis() == null ? 0 : begin.timeoutMillis())
                .build();
        return new Begun(
                call("Begin", request, BeginResponse.getDefaultInstance()).getXid());
    }

    @Override
    public RegisteredBranch registerBranch(BranchRegistration registration) throws TransactionsException {
        RegisterBranchRequest request = RegisterBranchRequest.newBuilder()
                .setXid(registration.xid())
                .setBranch(branch(registration.branch()))
                .build();
        RegisterBranchResponse response = call("RegisterBranch", request, RegisterBranchResponse.getDefaultInstance());
        return new RegisteredBranch(response.getXid(), response.getBranchId());
    }

    @Override
    public Outcome commit(Decide decide) throws TransactionsException {
        return outcome(call("Commit", decideRequest(decide), io.holdfast.api.v1.Outcome.getDefaultInstance()));
    }

    @Override
    public Outcome rollback(Decide decide) throws TransactionsException {
        return outcome(call("Rollback", decideRequest(decide), io.holdfast.api.v1.Outcome.getDefaultInstance()));
    }

    private static DecideRequest decideRequest(Decide decide) {
        return DecideRequest.newBuilder()
                .setXid(decide.xid())
                .setWaitFor(waitFor(decide.waitFor()))
                .build();
    }

    @Override
    public Outcome status(Query query) throws TransactionsException {
        StatusRequest request = StatusRequest.newBuilder()
                .setXid(orEmpty(query.xid()))
                .setIdempotencyKey(orEmpty(query.idempotencyKey()))
                .build();
        return outcome(call("Status", request, io.holdfast.api.v1.Outcome.getDefaultInstance()));
    }

    @Override
    public Outcome await(Wait wait) throws TransactionsException {
        AwaitRequest request = AwaitRequest.newBuilder()
                .setXid(orEmpty(wait.xid()))
                .setIdempotencyKey(orEmpty(wait.idempotencyKey()))
                .setWaitFor(waitFor(wait.waitFor()))
                .setWaitMillis(wait.waitMillis())
                .build();
        return outcome(call("Await", request, io.holdfast.api.v1.Outcome.getDefaultInstance()));
    }

    private static Outcome outcome(io.holdfast.api.v1.Outcome outcome) {
        return new Outcome(
                outcome.getXid(),
                io.holdfast.api.Status.valueOf(outcome.getStatus().name()),
                orNull(outcome.getCause()),
                outcome.getRetrying(),
                outcome.getBranchesList().stream()
                        .map(branch -> new BranchOutcome(
                                branch.getName(),
                                branch.getBranchId(),
                                TryOutcome.valueOf(branch.getTryOutcome().name()),
                                orNull(branch.getResultJson()),
                                orNull(branch.getReason())))
                        .toList());
    }

    private static io.holdfast.api.v1.WaitFor waitFor(WaitFor waitFor) {
        return waitFor == null
                ? io.holdfast.api.v1.WaitFor.WAIT_FOR_UNSPECIFIED
                : io.holdfast.api.v1.WaitFor.valueOf(waitFor.name());
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
