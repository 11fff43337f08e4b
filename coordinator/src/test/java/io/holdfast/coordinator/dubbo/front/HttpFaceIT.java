// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.api.Transactions;
import io.holdfast.coordinator.dubbo.DubboApplication;
import io.holdfast.coordinator.port.ApiEntry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class HttpFaceIT extends TransactionsContract {
    private static final String ORDER = """
            {"name": "order", "branches": [{"name": "stock", "arguments": {"order": "O-1"}, "http": {
              "tryUrl": "http://127.0.0.1:9/try",
              "confirmUrl": "http://127.0.0.1:9/confirm",
              "cancelUrl": "http://127.0.0.1:9/cancel"}}]}""";

    private JsonClient client;

    @Override
    Transactions connect(int port) {
        client = new JsonClient("http://127.0.0.1:" + port + "/v1/transactions");
        return client;
    }

    @Override
    void disconnect() {
        // the JDK's client ends with those who use it
    }

    private void assertProblem(HttpRequest.Builder request, int status, String body) {
        HttpResponse<String> response = client.send(request);
        assertThat(response.body()).contains(body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(client.send(client.post("", ORDER)).statusCode())
                .as("the next request")
                .isEqualTo(200);
    }

    private HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port + path));
    }

    @Test
    void aPortThatIsTakenIsNamedWithItsSetting() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DubboApplication dubbo = new DubboApplication();
                ApiServer late = new ApiServer(
                        ApiSettings.atPort(taken.getLocalPort()),
                        10,
                        1000,
                        input -> false,
                        ApiEntry.everybody(),
                        null,
                        dubbo)) {
            assertThatThrownBy(late::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("Cannot listen for the API on 127.0.0.1:" + taken.getLocalPort() + " (")
                    .hasMessageContaining("holdfast.api.port");
        }
    }

    @Test
    void anAnswerIsPlainJson() {
        HttpResponse<String> response = client.send(client.post("", ORDER));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.body())
                .matches("\\{\"xid\":\"127.0.0.1:8091:\\d+\",\"status\":\"CONFIRMED\",\"cause\":\"TRIED\","
                        + "\"retrying\":false,\"branches\":\\[\\{\"name\":\"stock\",\"branchId\":\"\\d+\","
                        + "\"tryOutcome\":\"DONE\",\"result\":\\{\"frozen\":2},\"reason\":null}]}");
    }

    @Test
    void aMistakeIsAProblemThatNamesItsField() {
        assertProblem(client.post("", ORDER.replace("tryUrl", "tryURL")), 400, """
                {"status":400,"code":"INVALID_ARGUMENT","field":"branches[0].http.tryURL",\
                "message":"branches[0].http.tryURL: there is no such field","retryable":false}""");
        assertProblem(
                client.post("", ORDER.replace("\"O-1\"", "{\"class\": \"java.lang.Runtime\"}")),
                400,
                "\"field\":\"branches[0].arguments.order.class\"");
        assertProblem(client.post("", ORDER + "{}"), 400, "INVALID_ARGUMENT");
        assertProblem(client.post("", ORDER.replace("\"O-1\"", "[".repeat(5_000))), 400, "nesting depth");
    }

    @Test
    void anotherContentTypeIsRefused() {
        assertProblem(
                at("/v1/transactions").POST(BodyPublishers.ofString(ORDER)),
                415,
                "send JSON, with the header Content-Type: application/json");
        for (String type :
                new String[] {"application/x-www-form-urlencoded", "text/plain", "application/xml", "no/such"}) {
            assertProblem(
                    at("/v1/transactions").header("Content-Type", type).POST(BodyPublishers.ofString(ORDER)), 415, "");
        }
    }

    /** Who reads a page has not asked for what it sends. */
    @Test
    void aPageInABrowserIsRefused() {
        assertProblem(client.post("", ORDER).header("Origin", "http://127.0.0.1"), 403, "web pages");
        assertProblem(
                at("/v1/transactions/127.0.0.1:8091:1/rollback")
                        .header("Origin", "http://127.0.0.1")
                        .POST(BodyPublishers.noBody()),
                403,
                "web pages");
    }

    @Test
    void aBodyBeyondTheLimitIsRefused() {
        String large = ORDER.replace("O-1", "x".repeat(100_000));

        assertThat(client.send(client.post("", large)).statusCode()).isEqualTo(413);
        assertThat(client.send(client.post("", ORDER)).statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertProblem(at("/"), 404, "NO_SUCH_PATH");
        assertProblem(at("/v1/nothing"), 404, "NO_SUCH_PATH");
        assertProblem(at("/v1/transactions").DELETE(), 405, "METHOD_NOT_ALLOWED");
        assertProblem(at("/v1/transactions/127.0.0.1:8091:5"), 404, "\"code\":\"NOT_FOUND\"");
        assertProblem(at("/v1/transactions/127.0.0.1:8091:5?waitfor=DECIDED"), 400, "\"field\":\"waitfor\"");
        assertProblem(at("/v1/transactions/127.0.0.1:8091:5?waitFor=LATER"), 400, "\"field\":\"waitFor\"");
        assertProblem(at("/v1/transactions/127.0.0.1:8091:5?waitMillis=x"), 400, "\"field\":\"waitMillis\"");
    }

    /** Dubbo's own JSON would take unknown fields, and forms. */
    @Test
    void theJavaInterfaceIsNotServedAsJson() {
        for (String service : new String[] {
            "io.holdfast.api.Transactions",
            "io.holdfast.coordinator.dubbo.front.HttpTransactions",
            "io.holdfast.coordinator.dubbo.front.GrpcTransactions",
            "holdfast.v1.Transactions"
        }) {
            for (String method : new String[] {"submit", "Submit", "begin"}) {
                assertProblem(
                        at("/" + service + "/" + method)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{\"name\":\"x\"}")),
                        404,
                        "NO_SUCH_PATH");
            }
        }
    }
}
