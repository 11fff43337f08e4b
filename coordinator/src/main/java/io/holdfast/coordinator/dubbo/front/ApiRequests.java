// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import io.holdfast.api.Begin;
import io.holdfast.api.Begun;
import io.holdfast.api.Branch;
import io.holdfast.api.BranchRegistration;
import io.holdfast.api.Decide;
import io.holdfast.api.Outcome;
import io.holdfast.api.Query;
import io.holdfast.api.RegisteredBranch;
import io.holdfast.api.Submission;
import io.holdfast.api.SubmissionRules;
import io.holdfast.api.TransactionsException;
import io.holdfast.api.TransactionsException.Code;
import io.holdfast.api.Wait;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.WaitFor;
import io.holdfast.coordinator.model.Xid;
import io.holdfast.coordinator.port.Coordinator;
import io.holdfast.coordinator.port.Traces;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What all three faces of the API do: check a request, hand it to a lane, and say in the API's words what the lane answers.
 * Safe for any thread. Nothing here waits for a lane; a check may wait for a name server.
 *
 * <p>Every operation throws, or its future ends with, a {@link TransactionsException}.
 */
final class ApiRequests {
    private static final long ACCEPTANCE_MILLIS = 60_000;
    /** A lane that has just recovered may have to ask the participants first. */
    private static final long STATUS_MILLIS = 10_000;

    private static final long BEYOND_TIMEOUT_MILLIS = 5_000;

    private final SubmissionRules rules;
    private final TargetCheck targets;
    private final ModelMapping mapping;
    private final Coordinator coordinator;
    private final ScheduledExecutorService executor;
    private final Waits waits;
    private final Semaphore places;
    private final Traces traces;

    ApiRequests(
            ApiSettings settings,
            SubmissionRules rules,
            ModelMapping mapping,
            Coordinator coordinator,
            ScheduledExecutorService executor,
            Traces traces) {
        this.rules = rules;
        this.targets = new TargetCheck(AllowedTargets.of(settings.allowedTargets()));
        this.mapping = mapping;
        this.coordinator = coordinator;
        this.executor = executor;
        this.waits = new Waits(coordinator, executor);
        this.traces = traces;
        this.places = new Semaphore(settings.maxWaiting());
    }

    /** @param traceParent W3C's, of the caller; null if it is not traced */
    CompletableFuture<Outcome> submit(Submission submission, String traceParent) throws TransactionsException {
        List<Branch> branches = rules.check(submission);
        targets.check(submission.branches());
        List<BranchFacts> facts = mapping.facts(branches, submission);
        BeginFacts begin = mapping.facts(submission);
        WaitFor waitFor = ModelMapping.waitFor(submission.waitFor());
        Deadline deadline = Deadline.in(waitMillis(submission));
        // On the lane's thread, before any Try is called: the lane takes the wait before it can hear of the end.
        AtomicReference<CompletableFuture<Answer>> started = new AtomicReference<>();
        ApiReply reply = new ApiReply(executor, answer -> {
            if (answer instanceof Answer.Outcome accepted) {
                traces.submitted(accepted.xid(), traceParent);
                if (waitFor != WaitFor.ACCEPTED) {
                    started.set(waits.until(accepted.xid(), waitFor));
                }
            }
        });
        return counted(() -> ask(new Input.Submit(begin, facts, WaitFor.ACCEPTED, reply), reply)
                .thenCompose(answer -> {
                    if (answer instanceof Answer.Known known) {
                        return follow(known.xid(), waitFor, deadline);
                    }
                    Answer.Outcome accepted = expect(answer, Answer.Outcome.class);
                    return started.get() == null
                            ? CompletableFuture.completedFuture(ModelMapping.outcome(accepted))
                            : new Following(waits, executor, accepted.xid(), deadline)
                                    .known(ModelMapping.outcome(accepted))
                                    .until(waitFor, started.get());
                }));
    }

    /** @param traceParent W3C's, of the caller; null if it is not traced */
    CompletableFuture<Begun> begin(Begin begin, String traceParent) throws TransactionsException {
        rules.check(begin);
        ApiReply reply = new ApiReply(executor, answer -> {
            if (answer instanceof Answer.Begun begun) {
                traces.begun(begun.xid(), traceParent);
            }
        });
        return counted(() -> ask(new Input.Begin(mapping.facts(begin), reply), reply)
                .thenApply(answer ->
                        new Begun(expect(answer, Answer.Begun.class).xid().toString())));
    }

    CompletableFuture<RegisteredBranch> registerBranch(BranchRegistration registration) throws TransactionsException {
        rules.check(registration);
        targets.check(registration.branch());
        Xid xid = ModelMapping.xid(registration.xid());
        BranchFacts facts = mapping.facts(registration.branch());
        ApiReply reply = new ApiReply(executor);
        return counted(() -> ask(new Input.RegisterBranch(xid.id(), facts, reply), reply)
                .thenApply(answer -> new RegisteredBranch(
                        xid.toString(), expect(answer, Answer.Registered.class).branchId())));
    }

    CompletableFuture<Outcome> commit(Decide decide) throws TransactionsException {
        return decide(decide, Decision.COMMIT);
    }

    CompletableFuture<Outcome> rollback(Decide decide) throws TransactionsException {
        return decide(decide, Decision.CANCEL);
    }

    /** The answer to the decision itself comes at the first failure, and holds no branches: only its refusal counts. */
    private CompletableFuture<Outcome> decide(Decide decide, Decision decision) throws TransactionsException {
        rules.check(decide);
        Xid xid = ModelMapping.xid(decide.xid());
        WaitFor asked = ModelMapping.waitFor(decide.waitFor());
        WaitFor waitFor = asked == WaitFor.ACCEPTED ? WaitFor.DECIDED : asked;
        Deadline deadline = Deadline.in(waitMillis(decide.waitMillis()));
        ApiReply reply = new ApiReply(executor);
        return counted(() -> {
            CompletableFuture<Answer> decided = ask(new Input.Decide(xid.id(), decision, reply), reply);
            CompletableFuture<Outcome> outcome = follow(xid, waitFor, deadline);
            CompletableFuture<Void> unused = decided.thenAccept(answer -> {
                if (answer instanceof Answer.Refused refused) {
                    outcome.completeExceptionally(ModelMapping.refused(refused));
                }
            });
            return outcome;
        });
    }

    CompletableFuture<Outcome> status(Query query) throws TransactionsException {
        rules.check(query);
        Deadline deadline = Deadline.in(STATUS_MILLIS);
        return counted(() ->
                find(query.xid(), query.idempotencyKey()).thenCompose(xid -> follow(xid, WaitFor.ACCEPTED, deadline)));
    }

    CompletableFuture<Outcome> await(Wait wait) throws TransactionsException {
        rules.check(wait);
        WaitFor waitFor = ModelMapping.waitFor(wait.waitFor());
        Deadline deadline = Deadline.in(waitMillis(wait.waitMillis()));
        return counted(
                () -> find(wait.xid(), wait.idempotencyKey()).thenCompose(xid -> follow(xid, waitFor, deadline)));
    }

    private CompletableFuture<Outcome> follow(Xid xid, WaitFor waitFor, Deadline deadline) {
        return new Following(waits, executor, xid, deadline).until(waitFor, waits.until(xid, waitFor));
    }

    private CompletableFuture<Xid> find(String xid, String key) throws TransactionsException {
        if (key == null) {
            return CompletableFuture.completedFuture(ModelMapping.xid(xid));
        }
        ApiReply reply = new ApiReply(executor);
        return ask(new Input.FindByKey(key, reply), reply)
                .thenApply(answer -> expect(answer, Answer.Known.class).xid());
    }

    private static long waitMillis(Submission submission) {
        if (submission.waitMillis() != null) {
            return submission.waitMillis();
        }
        Long timeout = submission.timeoutMillis();
        return timeout == null || timeout > SubmissionRules.MAX_WAIT_MILLIS - BEYOND_TIMEOUT_MILLIS
                ? SubmissionRules.MAX_WAIT_MILLIS
                : timeout + BEYOND_TIMEOUT_MILLIS;
    }

    private static long waitMillis(Long asked) {
        return asked == null ? SubmissionRules.MAX_WAIT_MILLIS : asked;
    }

    private CompletableFuture<Answer> ask(Input.Request request, ApiReply reply) throws TransactionsException {
        if (!coordinator.offer(request)) {
            throw ModelMapping.refused(Waits.BUSY);
        }
        Deadline.in(ACCEPTANCE_MILLIS).whenOver(executor, reply.answer(), () -> reply.answer()
                .complete(new Answer.Refused(
                        Answer.Refusal.UNAVAILABLE, "no answer within 60 s; whether it took effect is unknown")));
        return reply.answer();
    }

    private static <T extends Answer> T expect(Answer answer, Class<T> type) {
        if (answer instanceof Answer.Refused refused) {
            throw new CompletionException(ModelMapping.refused(refused));
        }
        return type.cast(answer);
    }

    /** What is started only if there is a place for it. */
    private interface Waiting<T> {
        CompletableFuture<T> start() throws TransactionsException;
    }

    private <T> CompletableFuture<T> counted(Waiting<T> waiting) throws TransactionsException {
        if (!places.tryAcquire()) {
            throw new TransactionsException(
                    Code.BUSY, null, "as many requests wait as holdfast.api.max-waiting allows; nothing was changed");
        }
        CompletableFuture<T> future = null;
        try {
            future = waiting.start();
        } finally {
            if (future == null) {
                places.release();
            }
        }
        return future.whenComplete((value, failure) -> places.release());
    }
}
