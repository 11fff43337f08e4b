// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import io.holdfast.api.Begin;
import io.holdfast.api.Begun;
import io.holdfast.api.BranchRegistration;
import io.holdfast.api.Decide;
import io.holdfast.api.Outcome;
import io.holdfast.api.Query;
import io.holdfast.api.RegisteredBranch;
import io.holdfast.api.Submission;
import io.holdfast.api.Transactions;
import io.holdfast.api.TransactionsException;
import io.holdfast.api.Wait;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.dubbo.remoting.http12.rest.Mapping;
import org.apache.dubbo.rpc.AsyncContext;
import org.apache.dubbo.rpc.RpcContext;

/**
 * The Java interface. Stateless; no method's return value is ever sent: the answer follows through Dubbo's asynchronous
 * context, so that nobody who waits holds a thread. Dubbo would serve it as JSON too, which {@link HttpFront} does instead.
 */
final class DubboFront implements Transactions {
    private final ApiRequests requests;
    private final ApiCounters counters;

    DubboFront(ApiRequests requests, ApiCounters counters) {
        this.requests = requests;
        this.counters = counters;
    }

    @Override
    @Mapping(enabled = false)
    public Outcome submit(Submission submission) throws TransactionsException {
        return later(() -> requests.submit(submission, TraceParent.ofThisCall()));
    }

    @Override
    @Mapping(enabled = false)
    public Begun begin(Begin begin) throws TransactionsException {
        return later(() -> requests.begin(begin, TraceParent.ofThisCall()));
    }

    @Override
    @Mapping(enabled = false)
    public RegisteredBranch registerBranch(BranchRegistration registration) throws TransactionsException {
        return later(() -> requests.registerBranch(registration));
    }

    @Override
    @Mapping(enabled = false)
    public Outcome commit(Decide decide) throws TransactionsException {
        return later(() -> requests.commit(decide));
    }

    @Override
    @Mapping(enabled = false)
    public Outcome rollback(Decide decide) throws TransactionsException {
        return later(() -> requests.rollback(decide));
    }

    @Override
    @Mapping(enabled = false)
    public Outcome status(Query query) throws TransactionsException {
        return later(() -> requests.status(query));
    }

    @Override
    @Mapping(enabled = false)
    public Outcome await(Wait wait) throws TransactionsException {
        return later(() -> requests.await(wait));
    }

    /** What an operation does before it waits. */
    private interface Operation<T> {
        CompletableFuture<T> start() throws TransactionsException;
    }

    private <T> T later(Operation<T> operation) throws TransactionsException {
        CompletableFuture<T> answer;
        try {
            answer = counters.count(ApiCounters.Face.DUBBO, operation.start());
        } catch (TransactionsException refused) {
            counters.ended(ApiCounters.Face.DUBBO, refused);
            throw refused;
        }
        AsyncContext context = RpcContext.startAsync();
        CompletableFuture<T> unused = answer.whenComplete((value, failure) -> context.write(
                failure instanceof CompletionException wrapped
                        ? wrapped.getCause()
                        : failure != null ? failure : value));
        return null;
    }
}
