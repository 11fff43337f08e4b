// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.holdfast.api.Begin;
import io.holdfast.api.Query;
import io.holdfast.api.Transactions;
import io.holdfast.api.TransactionsException;
import io.holdfast.api.TransactionsException.Code;
import io.holdfast.coordinator.dubbo.DubboApplication;
import io.holdfast.coordinator.port.ApiEntry;
import io.holdfast.coordinator.port.ApiEntry.Verdict;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.rpc.RpcContext;
import org.apache.dubbo.rpc.model.ApplicationModel;
import org.apache.dubbo.rpc.model.FrameworkModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The API where tokens are required. Its lanes take nothing: who gets as far as to be told so was let in. */
class ApiTokenIT {
    private static final String OPERATOR = "Bearer operator";
    private static final String VIEWER = "Bearer viewer";
    private static final Query ABOUT = new Query("127.0.0.1:8091:4711", null);

    private static final FrameworkModel CALLERS = new FrameworkModel();

    private static DubboApplication dubbo;
    private static ApiServer api;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        port = ApiNode.freePort();
        ApiSettings settings = new ApiSettings(null, null, port, null, null, null, null, null, true, null);
        ApiEntry entry = (authorization, acts) -> {
            if (OPERATOR.equals(authorization)) {
                return Verdict.WELCOME;
            }
            return VIEWER.equals(authorization) ? (acts ? Verdict.NOT_ENOUGH : Verdict.WELCOME) : Verdict.UNKNOWN;
        };
        dubbo = new DubboApplication();
        api = new ApiServer(settings, 10, 2_000, input -> false, entry, null, dubbo);
        api.start();
    }

    @AfterAll
    static void stop() {
        CALLERS.destroy();
        api.close();
        dubbo.close();
    }

    private static int http(String method, String path, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(method.equals("GET") ? "" : "{\"name\": \"n\"}"));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        HttpResponse<String> response =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 401) {
            assertThat(response.body()).contains("\"code\":\"UNAUTHENTICATED\"", "authorization: Bearer");
        }
        return response.statusCode();
    }

    @Test
    void everyPathOfTheHttpFaceAsks() throws Exception {
        String about = "/v1/transactions/127.0.0.1:8091:4711";
        Map<String, List<String>> paths = Map.of(
                "POST",
                List.of(
                        "/v1/transactions",
                        "/v1/transactions/begin",
                        about + "/branches",
                        about + "/commit",
                        about + "/rollback"),
                "GET",
                List.of("/v1/transactions?idempotencyKey=k", about, about + "?waitFor=DECIDED&waitMillis=10"));
        for (Map.Entry<String, List<String>> method : paths.entrySet()) {
            for (String path : method.getValue()) {
                boolean acts = method.getKey().equals("POST");
                for (String wrong : new String[] {null, "", "Bearer ", "Bearer x", "Basic b3BlcmF0b3I=", "operator"}) {
                    assertThat(http(method.getKey(), path, wrong)).as(path).isEqualTo(401);
                }
                assertThat(http(method.getKey(), path, VIEWER)).as(path).isIn(acts ? List.of(403) : List.of(503));
                assertThat(http(method.getKey(), path, OPERATOR)).as(path).isIn(400, 503);
            }
        }
    }

    /** Dubbo would serve its own interfaces by HTTP too: by whichever way somebody comes, he is asked. */
    @Test
    void thereIsNoWayAround() throws Exception {
        for (String service : List.of(
                "io.holdfast.api.Transactions",
                "holdfast.v1.Transactions",
                "io.holdfast.coordinator.dubbo.front.HttpTransactions",
                "io.holdfast.coordinator.dubbo.front.GrpcTransactions")) {
            for (String method : List.of("begin", "Begin", "submit", "status", "$invoke", "$echo")) {
                assertThat(http("POST", "/" + service + "/" + method, null))
                        .as(service + "/" + method)
                        .isIn(400, 401, 404, 405, 415);
            }
        }
    }

    private static Status.Code grpc(String authorization, boolean acts) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            Metadata metadata = new Metadata();
            if (authorization != null) {
                metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
            }
            GrpcClient client = new GrpcClient(
                    ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata)));
            return catchThrowableOfType(StatusRuntimeException.class, () -> {
                        if (acts) {
                            client.begin(Begin.of("n"));
                        } else {
                            client.status(ABOUT);
                        }
                    })
                    .getStatus()
                    .getCode();
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void theGrpcFaceAsks() {
        for (boolean acts : new boolean[] {true, false}) {
            assertThat(grpc(null, acts)).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(grpc("Bearer x", acts)).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(grpc(OPERATOR, acts)).isEqualTo(Status.Code.UNAVAILABLE);
        }
        assertThat(grpc(VIEWER, true)).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(grpc(VIEWER, false)).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void theDubboFaceAsks() {
        ApplicationModel application = CALLERS.newApplication();
        ApplicationConfig named = new ApplicationConfig(application, "caller");
        named.setQosEnable(false);
        application.getApplicationConfigManager().setApplication(named);
        ReferenceConfig<Transactions> reference = new ReferenceConfig<>(application.getDefaultModule());
        reference.setInterface(Transactions.class);
        reference.setUrl("tri://2130706433:" + port);
        reference.setTimeout(30_000);
        reference.setRetries(0);
        Transactions transactions = reference.get();
        assertThat(dubbo(transactions, null)).isEqualTo(Code.UNAUTHENTICATED);
        assertThat(dubbo(transactions, "Bearer x")).isEqualTo(Code.UNAUTHENTICATED);
        assertThat(dubbo(transactions, VIEWER)).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(dubbo(transactions, OPERATOR)).isEqualTo(Code.BUSY);
    }

    private static Code dubbo(Transactions transactions, String authorization) {
        if (authorization != null) {
            RpcContext.getClientAttachment().setAttachment("authorization", authorization);
        }
        return catchThrowableOfType(TransactionsException.class, () -> transactions.begin(Begin.of("n")))
                .code();
    }
}
