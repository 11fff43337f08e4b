// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.holdfast.api.Begin;
import io.holdfast.coordinator.dubbo.DubboApplication;
import io.holdfast.coordinator.port.ApiEntry;
import io.holdfast.coordinator.tls.SelfSigned;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import javax.net.ssl.KeyManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API over TLS. Its lanes take nothing: who is told so has been understood. */
class ApiTlsIT {
    @TempDir
    private static Path directory;

    private static SelfSigned identity;
    private static ApiCertificate certificate;
    private static DubboApplication dubbo;
    private static ApiServer api;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        identity = SelfSigned.make(directory.resolve("api.p12"), "of a test");
        certificate = ApiCertificate.of("test", identity.keyManagers());
        port = ApiNode.freePort();
        dubbo = new DubboApplication();
        api = new ApiServer(
                ApiSettings.atPort(port), 10, 2_000, input -> false, ApiEntry.everybody(), certificate, dubbo);
        api.start();
    }

    @AfterAll
    static void stop() {
        api.close();
        dubbo.close();
    }

    private static HttpResponse<String> begin(HttpClient client, String scheme) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + port + "/v1/transactions/begin"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"name\": \"n\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void bothVersionsOfHttpAreServed() throws Exception {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(identity.trust())
                    .version(version)
                    .build();
            HttpResponse<String> answer = begin(client, "https");
            assertThat(answer.version()).isEqualTo(version);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("\"code\":\"BUSY\"");
        }
    }

    @Test
    void whoSpeaksPlainlyIsHungUpOn() {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            HttpClient client = HttpClient.newBuilder().version(version).build();
            assertThatThrownBy(() -> begin(client, "http")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void grpcIsServed() throws Exception {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(identity.certificate())
                        .build())
                .build();
        try {
            assertThat(catchThrowableOfType(
                                    StatusRuntimeException.class, () -> new GrpcClient(channel).begin(Begin.of("n")))
                            .getStatus()
                            .getCode())
                    .isEqualTo(Status.Code.UNAVAILABLE);
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void aBundleWithoutAKeyIsRefusedByItsName() {
        assertThatThrownBy(() -> ApiCertificate.of("empty", new KeyManager[0]))
                .hasMessageContaining("the SSL bundle empty (holdfast.api.ssl-bundle) has no private key");
    }
}
