// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.api.CallHeaders;
import io.holdfast.participant.BranchCall;
import io.holdfast.participant.guard.Phase;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** HTTP addresses, called as a coordinator does. The one argument is the body as JSON text. */
public final class HttpWire implements Wire {

    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final URI tryUrl;
    private final URI confirmUrl;
    private final URI cancelUrl;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER)
            .build();

    private HttpWire(URI tryUrl, URI confirmUrl, URI cancelUrl) {
        this.tryUrl = tryUrl;
        this.confirmUrl = confirmUrl;
        this.cancelUrl = cancelUrl;
    }

    /** One address for all three phases, which the header {@code holdfast-phase} tells apart. */
    public static HttpWire to(URI url) {
        return to(url, url, url);
    }

    /** An address for each phase. */
    public static HttpWire to(URI tryUrl, URI confirmUrl, URI cancelUrl) {
        return new HttpWire(tryUrl, confirmUrl, cancelUrl);
    }

    @Override
    public Answer call(BranchCall call, Object... arguments) {
        if (arguments.length != 1 || !(arguments[0] instanceof String json)) {
            throw new IllegalArgumentException("over HTTP there is one argument: the body, as a String of JSON");
        }
        try {
            return answer(call.phase(), client.send(request(call, json), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return new Answer.Failed(Text.of(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Failed("interrupted while it waited for the answer", e);
        }
    }

    private HttpRequest request(BranchCall call, String json) {
        URI url =
                switch (call.phase()) {
                    case TRY -> tryUrl;
                    case CONFIRM -> confirmUrl;
                    case CANCEL -> cancelUrl;
                };
        return HttpRequest.newBuilder(url)
                .timeout(ANSWER)
                .header("content-type", "application/json")
                .header(CallHeaders.XID, call.xid())
                .header(CallHeaders.BRANCH_ID, Long.toString(call.branchId()))
                .header(CallHeaders.PHASE, call.phase().name())
                .header(CallHeaders.ATTEMPT, Integer.toString(call.attempt()))
                .header(CallHeaders.REMAINING_MILLIS, Long.toString(call.remainingMillis()))
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
    }

    private static Answer answer(Phase phase, HttpResponse<String> response) {
        String body = response.body();
        if (response.statusCode() / 100 == 2) {
            return phase == Phase.TRY && body.strip().equals("false")
                    ? new Answer.Refused("Try answered false", null)
                    : new Answer.Done(phase == Phase.TRY && !body.isBlank() ? body : null);
        }
        String reason = "HTTP " + response.statusCode() + (body.isBlank() ? "" : ": " + body);
        return response.statusCode() == HttpURLConnection.HTTP_CONFLICT
                ? new Answer.Refused(reason, null)
                : new Answer.Failed(reason, null);
    }
}
