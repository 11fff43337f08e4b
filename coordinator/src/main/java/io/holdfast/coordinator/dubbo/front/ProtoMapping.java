// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import io.holdfast.api.Begin;
import io.holdfast.api.Begun;
import io.holdfast.api.Branch;
import io.holdfast.api.BranchOutcome;
import io.holdfast.api.BranchRegistration;
import io.holdfast.api.Decide;
import io.holdfast.api.DubboTarget;
import io.holdfast.api.HttpTarget;
import io.holdfast.api.Outcome;
import io.holdfast.api.Query;
import io.holdfast.api.RegisteredBranch;
import io.holdfast.api.Submission;
import io.holdfast.api.TransactionsException;
import io.holdfast.api.TransactionsException.Code;
import io.holdfast.api.Wait;
import io.holdfast.api.WaitFor;
import io.holdfast.api.v1.AwaitRequest;
import io.holdfast.api.v1.BeginRequest;
import io.holdfast.api.v1.BeginResponse;
import io.holdfast.api.v1.DecideRequest;
import io.holdfast.api.v1.RegisterBranchRequest;
import io.holdfast.api.v1.RegisterBranchResponse;
import io.holdfast.api.v1.Status;
import io.holdfast.api.v1.StatusRequest;
import io.holdfast.api.v1.SubmitRequest;
import io.holdfast.api.v1.TryOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Between the protobuf messages and the API's records: what protobuf cannot leave away is null here when it is empty. */
final class ProtoMapping {
    private final ApiJson json;

    ProtoMapping(ApiJson json) {
        this.json = json;
    }

    Submission submission(SubmitRequest request) throws TransactionsException {
        List<Branch> branches = new ArrayList<>();
        for (int i = 0; i < request.getBranchesCount(); i++) {
            branches.add(branch(request.getBranches(i), "branches[" + i + "]."));
        }
        return new Submission(
                orNull(request.getName()),
                orNull(request.getApplication()),
                orNull(request.getIdempotencyKey()),
                orNull(request.getTimeoutMillis()),
                waitFor(request.getWaitFor()),
                request.hasWaitMillis() ? request.getWaitMillis() : null,
                Map.copyOf(request.getTagsMap()),
                branches);
    }

    Begin begin(BeginRequest request) {
        return new Begin(
                orNull(request.getName()), orNull(request.getApplication()), orNull(request.getTimeoutMillis()));
    }

    BranchRegistration registration(RegisterBranchRequest request) throws TransactionsException {
        return new BranchRegistration(
                orNull(request.getXid()), request.hasBranch() ? branch(request.getBranch(), "branch.") : null);
    }

    Decide decide(DecideRequest request) throws TransactionsException {
        return new Decide(
                orNull(request.getXid()),
                waitFor(request.getWaitFor()),
                request.hasWaitMillis() ? request.getWaitMillis() : null);
    }

    Query query(StatusRequest request) {
        return new Query(orNull(request.getXid()), orNull(request.getIdempotencyKey()));
    }

    Wait wait(AwaitRequest request) throws TransactionsException {
        return new Wait(
                orNull(request.getXid()),
                orNull(request.getIdempotencyKey()),
                waitFor(request.getWaitFor()),
                request.hasWaitMillis() ? request.getWaitMillis() : null);
    }

    private Branch branch(io.holdfast.api.v1.Branch branch, String path) throws TransactionsException {
        Object arguments = branch.getArgumentsJson().isEmpty()
                ? null
                : json.readValue(branch.getArgumentsJson(), path + "arguments");
        return new Branch(
                orNull(branch.getName()),
                branch.hasDubbo() ? dubbo(branch.getDubbo()) : null,
                branch.hasHttp() ? http(branch.getHttp()) : null,
                arguments,
                List.copyOf(branch.getAfterList()),
                branch.getMaxAttempts() == 0 ? null : branch.getMaxAttempts());
    }

    private static DubboTarget dubbo(io.holdfast.api.v1.DubboTarget target) {
        return new DubboTarget(
                orNull(target.getService()),
                orNull(target.getGroup()),
                orNull(target.getVersion()),
                orNull(target.getUrl()),
                orNull(target.getTryMethod()),
                orNull(target.getConfirmMethod()),
                orNull(target.getCancelMethod()),
                target.getParameterTypesCount() == 0 ? null : List.copyOf(target.getParameterTypesList()));
    }

    private static HttpTarget http(io.holdfast.api.v1.HttpTarget target) {
        return new HttpTarget(
                orNull(target.getTryUrl()), orNull(target.getConfirmUrl()), orNull(target.getCancelUrl()));
    }

    private static WaitFor waitFor(io.holdfast.api.v1.WaitFor waitFor) throws TransactionsException {
        return switch (waitFor) {
            case WAIT_FOR_UNSPECIFIED -> null;
            case ACCEPTED -> WaitFor.ACCEPTED;
            case DECIDED -> WaitFor.DECIDED;
            case COMPLETED -> WaitFor.COMPLETED;
            case UNRECOGNIZED -> throw new TransactionsException(Code.INVALID_ARGUMENT, "wait_for", "not known");
        };
    }

    BeginResponse begun(Begun begun) {
        return BeginResponse.newBuilder().setXid(begun.xid()).build();
    }

    RegisterBranchResponse registered(RegisteredBranch registered) {
        return RegisterBranchResponse.newBuilder()
                .setXid(registered.xid())
                .setBranchId(registered.branchId())
                .build();
    }

    io.holdfast.api.v1.Outcome outcome(Outcome outcome) {
        io.holdfast.api.v1.Outcome.Builder builder = io.holdfast.api.v1.Outcome.newBuilder()
                .setXid(outcome.xid())
                .setStatus(status(outcome.status()))
                .setCause(orEmpty(outcome.cause()))
                .setRetrying(outcome.retrying());
        outcome.branches().forEach(branch -> builder.addBranches(branch(branch)));
        return builder.build();
    }

    private static io.holdfast.api.v1.BranchOutcome branch(BranchOutcome branch) {
        return io.holdfast.api.v1.BranchOutcome.newBuilder()
                .setName(branch.name())
                .setBranchId(branch.branchId())
                .setTryOutcome(tryOutcome(branch.tryOutcome()))
                .setResultJson(orEmpty(branch.result()))
                .setReason(orEmpty(branch.reason()))
                .build();
    }

    private static Status status(io.holdfast.api.Status status) {
        return switch (status) {
            case TRYING -> Status.TRYING;
            case CONFIRMING -> Status.CONFIRMING;
            case CONFIRMED -> Status.CONFIRMED;
            case CANCELLING -> Status.CANCELLING;
            case CANCELLED -> Status.CANCELLED;
        };
    }

    private static TryOutcome tryOutcome(io.holdfast.api.TryOutcome outcome) {
        return switch (outcome) {
            case DONE -> TryOutcome.DONE;
            case REFUSED -> TryOutcome.REFUSED;
            case UNKNOWN -> TryOutcome.UNKNOWN;
            case NOT_CALLED -> TryOutcome.NOT_CALLED;
        };
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Long orNull(long number) {
        return number == 0 ? null : number;
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
