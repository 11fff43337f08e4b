// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import io.holdfast.api.Begin;
import io.holdfast.api.Branch;
import io.holdfast.api.BranchOutcome;
import io.holdfast.api.DubboTarget;
import io.holdfast.api.HttpTarget;
import io.holdfast.api.Outcome;
import io.holdfast.api.Status;
import io.holdfast.api.Submission;
import io.holdfast.api.SubmissionRules;
import io.holdfast.api.TransactionsException;
import io.holdfast.api.TransactionsException.Code;
import io.holdfast.api.TryOutcome;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.Labels;
import io.holdfast.coordinator.model.Target;
import io.holdfast.coordinator.model.Tried;
import io.holdfast.coordinator.model.WaitFor;
import io.holdfast.coordinator.model.Xid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Between the API's records, which have been checked, and the coordinator's model. Safe for any thread. */
final class ModelMapping {
    private final ApiJson json;
    private final int maxArgumentsChars;

    /** @param maxArgumentsChars of one branch, as JSON */
    ModelMapping(ApiJson json, int maxArgumentsChars) {
        this.json = json;
        this.maxArgumentsChars = maxArgumentsChars;
    }

    BeginFacts facts(Submission submission) {
        String key = submission.idempotencyKey();
        Map<String, String> tags = submission.tags() == null ? Map.of() : submission.tags();
        return new BeginFacts(
                submission.name(),
                orEmpty(submission.application()),
                "",
                orZero(submission.timeoutMillis()),
                new Labels(key, key == null ? null : ContentDigest.of(submission, json), new TreeMap<>(tags)));
    }

    BeginFacts facts(Begin begin) {
        return new BeginFacts(begin.name(), orEmpty(begin.application()), "", orZero(begin.timeoutMillis()));
    }

    /** @param branches each with a name, and after those that it waits for */
    List<BranchFacts> facts(List<Branch> branches, Submission submission) throws TransactionsException {
        Map<String, Integer> places = new LinkedHashMap<>();
        List<BranchFacts> facts = new ArrayList<>(branches.size());
        for (Branch branch : branches) {
            List<Integer> after = branch.after() == null
                    ? List.of()
                    : branch.after().stream().map(places::get).toList();
            places.put(branch.name(), places.size());
            facts.add(BranchFacts.of(target(branch, after, submission), orEmpty(submission.application())));
        }
        return facts;
    }

    BranchFacts facts(Branch branch) throws TransactionsException {
        Branch named = branch.name() == null ? branch.named("branch") : branch;
        return BranchFacts.of(target(named, List.of(), null), "");
    }

    /** @param submission null if the branch is none of one */
    private Target target(Branch branch, List<Integer> after, Submission submission) throws TransactionsException {
        Object value = branch.arguments();
        if (branch.dubbo() != null && !(value instanceof List<?>)) {
            value = value == null ? List.of() : List.of(value);
        }
        String arguments = json.text(value);
        if (arguments.length() > maxArgumentsChars) {
            throw new TransactionsException(
                    Code.INVALID_ARGUMENT,
                    (submission == null ? "branch" : placeOf(branch, submission)) + ".arguments",
                    arguments.length() + " characters of JSON are more than " + maxArgumentsChars
                            + " (holdfast.seata.max-application-data-bytes)");
        }
        Endpoint endpoint = branch.dubbo() == null ? http(branch.http()) : dubbo(branch.dubbo());
        return new Target(
                branch.name(), endpoint, arguments, after, branch.maxAttempts() == null ? 0 : branch.maxAttempts());
    }

    private static String placeOf(Branch branch, Submission submission) {
        int place = 0;
        while (!SubmissionRules.nameOf(submission.branches().get(place), place).equals(branch.name())) {
            place++;
        }
        return "branches[" + place + "]";
    }

    private static Endpoint dubbo(DubboTarget target) {
        return new Endpoint.Dubbo(
                target.service(),
                target.group(),
                target.version(),
                target.url(),
                target.tryMethod(),
                target.confirmMethod() == null ? "confirm" : target.confirmMethod(),
                target.cancelMethod() == null ? "cancel" : target.cancelMethod(),
                target.parameterTypes() == null ? List.of() : target.parameterTypes());
    }

    private static Endpoint http(HttpTarget target) {
        return new Endpoint.Http(target.tryUrl(), target.confirmUrl(), target.cancelUrl());
    }

    static WaitFor waitFor(io.holdfast.api.WaitFor waitFor) {
        if (waitFor == null) {
            return WaitFor.COMPLETED;
        }
        return switch (waitFor) {
            case ACCEPTED -> WaitFor.ACCEPTED;
            case DECIDED -> WaitFor.DECIDED;
            case COMPLETED -> WaitFor.COMPLETED;
        };
    }

    static Outcome outcome(Answer.Outcome outcome) {
        Answer.Standing standing = outcome.standing();
        return new Outcome(
                outcome.xid().toString(),
                switch (standing.status()) {
                    case TRYING -> Status.TRYING;
                    case CONFIRMING -> Status.CONFIRMING;
                    case CONFIRMED -> Status.CONFIRMED;
                    case CANCELLING -> Status.CANCELLING;
                    case CANCELLED -> Status.CANCELLED;
                },
                standing.cause() == null ? null : standing.cause().name(),
                standing.retrying(),
                new ArrayList<>(
                        outcome.branches().stream().map(ModelMapping::branch).toList()));
    }

    private static BranchOutcome branch(Answer.BranchOutcome branch) {
        Tried tried = branch.tried();
        if (tried == null) {
            return new BranchOutcome(branch.name(), branch.branchId(), TryOutcome.NOT_CALLED, null, null);
        }
        return switch (tried.outcome()) {
            case DONE -> new BranchOutcome(branch.name(), branch.branchId(), TryOutcome.DONE, tried.text(), null);
            case REFUSED -> new BranchOutcome(branch.name(), branch.branchId(), TryOutcome.REFUSED, null, tried.text());
            case UNKNOWN -> new BranchOutcome(branch.name(), branch.branchId(), TryOutcome.UNKNOWN, null, tried.text());
        };
    }

    static TransactionsException refused(Answer.Refused refused) {
        Code code =
                switch (refused.refusal()) {
                    case NO_SUCH_TRANSACTION, NO_SUCH_BRANCH -> Code.NOT_FOUND;
                    case DECIDED, EXPIRED, SUBMITTED, NOT_ALLOWED -> Code.WRONG_STATE;
                    case KEY_TAKEN -> Code.KEY_CONFLICT;
                    case LIMIT -> Code.INVALID_ARGUMENT;
                    case BUSY, MOVED -> Code.BUSY;
                    case UNAVAILABLE -> Code.UNAVAILABLE;
                };
        return new TransactionsException(code, code == Code.KEY_CONFLICT ? "idempotencyKey" : null, refused.message());
    }

    static Xid xid(String text) throws TransactionsException {
        try {
            return Xid.parse(text);
        } catch (IllegalArgumentException noXid) {
            // No transaction has such a name.
            throw new TransactionsException(Code.NOT_FOUND, "xid", noXid.getMessage());
        }
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    private static long orZero(Long number) {
        return number == null ? 0 : number;
    }
}
