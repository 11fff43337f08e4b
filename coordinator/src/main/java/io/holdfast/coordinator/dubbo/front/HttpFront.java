// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import io.holdfast.api.Begin;
import io.holdfast.api.Branch;
import io.holdfast.api.BranchRegistration;
import io.holdfast.api.CallHeaders;
import io.holdfast.api.Decide;
import io.holdfast.api.Outcome;
import io.holdfast.api.Query;
import io.holdfast.api.Submission;
import io.holdfast.api.TransactionsException;
import io.holdfast.api.TransactionsException.Code;
import io.holdfast.api.Wait;
import io.holdfast.api.WaitFor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.dubbo.remoting.http12.HttpRequest;
import org.apache.dubbo.remoting.http12.HttpResult;

/** JSON in, JSON out. Stateless; runs on Dubbo's threads and never waits on one. */
final class HttpFront implements HttpTransactions {
    private final ApiRequests requests;
    private final ApiJson json;
    private final ApiCounters counters;

    HttpFront(ApiRequests requests, ApiJson json, ApiCounters counters) {
        this.requests = requests;
        this.json = json;
        this.counters = counters;
    }

    @Override
    public CompletableFuture<HttpResult<byte[]>> submit(HttpRequest request) {
        return answer(
                () -> requests.submit(body(request, Submission.class), request.header(CallHeaders.TRACE_PARENT)),
                json::write);
    }

    @Override
    public CompletableFuture<HttpResult<byte[]>> begin(HttpRequest request) {
        return answer(
                () -> requests.begin(body(request, Begin.class), request.header(CallHeaders.TRACE_PARENT)),
                json::write);
    }

    @Override
    public CompletableFuture<HttpResult<byte[]>> registerBranch(String xid, HttpRequest request) {
        return answer(
                () -> requests.registerBranch(new BranchRegistration(xid, body(request, Branch.class))), json::write);
    }

    @Override
    public CompletableFuture<HttpResult<byte[]>> commit(String xid, HttpRequest request) {
        return answer(() -> requests.commit(decide(xid, request)), json::write);
    }

    @Override
    public CompletableFuture<HttpResult<byte[]>> rollback(String xid, HttpRequest request) {
        return answer(() -> requests.rollback(decide(xid, request)), json::write);
    }

    @Override
    public CompletableFuture<HttpResult<byte[]>> status(String xid, HttpRequest request) {
        return answer(() -> find(xid, null, request), json::write);
    }

    @Override
    public CompletableFuture<HttpResult<byte[]>> statusByKey(HttpRequest request) {
        return answer(() -> find(null, request.queryParameter("idempotencyKey"), request), json::write);
    }

    /** A question that says what to wait for is a wait. */
    private CompletableFuture<Outcome> find(String xid, String key, HttpRequest request) throws TransactionsException {
        for (String name : request.queryParameterNames()) {
            if (!name.equals("waitFor")
                    && !name.equals("waitMillis")
                    && !(name.equals("idempotencyKey") && xid == null)) {
                throw new TransactionsException(Code.INVALID_ARGUMENT, name, "there is no such parameter");
            }
        }
        String waitFor = request.queryParameter("waitFor");
        String waitMillis = request.queryParameter("waitMillis");
        if (waitFor == null && waitMillis == null) {
            return requests.status(new Query(xid, key));
        }
        return requests.await(new Wait(xid, key, waitFor(waitFor), millis(waitMillis)));
    }

    private Decide decide(String xid, HttpRequest request) throws TransactionsException, HttpProblem {
        byte[] body = bytes(request);
        if (body.length == 0) {
            return Decide.of(xid);
        }
        requireJson(request);
        HowToWait how = json.read(body, HowToWait.class);
        return new Decide(xid, how.waitFor(), how.waitMillis());
    }

    /** The body of a commit or rollback, which need not have one. */
    record HowToWait(WaitFor waitFor, Long waitMillis) {}

    private <T> T body(HttpRequest request, Class<T> type) throws TransactionsException, HttpProblem {
        requireJson(request);
        return json.read(bytes(request), type);
    }

    private static byte[] bytes(HttpRequest request) throws HttpProblem {
        refusePages(request);
        try (InputStream body = request.inputStream()) {
            return body == null ? new byte[0] : body.readAllBytes();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }

    private static void requireJson(HttpRequest request) throws HttpProblem {
        String type = request.mediaType();
        if (type == null || !type.toLowerCase(Locale.ROOT).equals("application/json")) {
            throw new HttpProblem(
                    415,
                    "send JSON, with the header Content-Type: application/json"
                            + (type == null ? "" : ", not " + type));
        }
    }

    /** Every browser names the page that a POST comes from. No page may spend what its reader's machine may do. */
    private static void refusePages(HttpRequest request) throws HttpProblem {
        if (request.hasHeader("origin")) {
            throw new HttpProblem(403, "web pages may not change transactions");
        }
    }

    private static WaitFor waitFor(String text) throws TransactionsException {
        if (text == null) {
            return null;
        }
        for (WaitFor one : WaitFor.values()) {
            if (one.name().equals(text)) {
                return one;
            }
        }
        throw new TransactionsException(Code.INVALID_ARGUMENT, "waitFor", "expected ACCEPTED, DECIDED or COMPLETED");
    }

    private static Long millis(String text) throws TransactionsException {
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException notOne) {
            throw new TransactionsException(Code.INVALID_ARGUMENT, "waitMillis", "not a number");
        }
    }

    /** What an operation does before it waits. */
    private interface Operation<T> {
        CompletableFuture<T> start() throws TransactionsException, HttpProblem;
    }

    private <T> CompletableFuture<HttpResult<byte[]>> answer(Operation<T> operation, Function<T, byte[]> writer) {
        try {
            return counters.count(ApiCounters.Face.HTTP, operation.start())
                    .thenApply(value -> HttpResult.of(writer.apply(value)));
        } catch (TransactionsException | HttpProblem refused) {
            counters.ended(ApiCounters.Face.HTTP, refused);
            return CompletableFuture.failedFuture(refused);
        }
    }
}
