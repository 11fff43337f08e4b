// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.api.CallHeaders;
import io.holdfast.participant.http.app.SeatingApplication;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A plain action over HTTP, in an application that has neither Dubbo nor Seata's client: it runs in a class loader to which
 * their jars are unknown.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ActionRoutesIT {

    private static final AtomicInteger LAST_TRANSACTION = new AtomicInteger();
    private static final String ROW_7 = "{\"orderNo\":\"O-1\",\"row\":7}";

    private final HttpClient client = HttpClient.newHttpClient();
    private URLClassLoader loader;
    private AutoCloseable application;
    private int port;
    private String xid;

    @BeforeAll
    void start() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        loader = new URLClassLoader(classPathWithout("seata", "dubbo"), ClassLoader.getPlatformClassLoader());
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(loader);
        try {
            application = (AutoCloseable) loader.loadClass(SeatingApplication.class.getName())
                    .getMethod("start", int.class)
                    .invoke(null, port);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static URL[] classPathWithout(String... names) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            String file = path.getFileName().toString();
            if (List.of(names).stream().noneMatch(file::startsWith)) {
                urls.add(path.toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }

    @AfterAll
    void stop() throws Exception {
        application.close();
        loader.close();
    }

    @BeforeEach
    void beginTransaction() {
        xid = "127.0.0.1:8091:" + LAST_TRANSACTION.incrementAndGet();
    }

    private HttpResponse<String> call(String phase, long remaining, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/tcc/seats"))
                .header("content-type", "application/json")
                .header(CallHeaders.XID, xid)
                .header(CallHeaders.BRANCH_ID, "1")
                .header(CallHeaders.PHASE, phase)
                .header(CallHeaders.ATTEMPT, "1")
                .header(CallHeaders.REMAINING_MILLIS, Long.toString(remaining))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private int status(String phase, String body) throws Exception {
        return call(phase, 5000, body).statusCode();
    }

    private String effects() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/effects/" + xid))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    @Test
    void neitherDubboNorSeataIsThere() {
        for (String absent : List.of("org.apache.seata.core.context.RootContext", "org.apache.dubbo.rpc.Filter")) {
            assertThatThrownBy(() -> loader.loadClass(absent)).isInstanceOf(ClassNotFoundException.class);
        }
    }

    @Test
    void aTryIsConfirmedOnceHoweverOftenTheCallsCome() throws Exception {
        HttpResponse<String> tried = call("TRY", 5000, ROW_7);
        assertThat(tried.statusCode()).isEqualTo(200);
        assertThat(tried.body()).isEqualTo("{\"held\":7}");
        assertThat(status("CONFIRM", ROW_7)).isEqualTo(200);
        assertThat(status("CONFIRM", ROW_7)).isEqualTo(200);
        assertThat(effects()).isEqualTo("holds 7, sold 7");
        assertThat(status("CANCEL", ROW_7)).isEqualTo(409);
    }

    @Test
    void aCancelThatOvertakesItsTryDoesNothingAndTheTryIsRefused() throws Exception {
        assertThat(status("CANCEL", ROW_7)).isEqualTo(200);
        HttpResponse<String> refused = call("TRY", 5000, ROW_7);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("\"reason\":", "cancelled before", xid);
        assertThat(effects()).isEmpty();
    }

    @Test
    void aTryThatRefusesLeavesNothing() throws Exception {
        HttpResponse<String> refused = call("TRY", 5000, "{\"orderNo\":\"O-1\",\"row\":31}");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("there is no row 31", "java.lang.IllegalArgumentException");
        assertThat(effects()).isEmpty();
    }

    @Test
    void anExpiredTryWritesNothing() throws Exception {
        HttpResponse<String> refused = call("TRY", 0, ROW_7);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("deadline had passed");
        assertThat(effects()).isEmpty();
    }

    @Test
    void aConfirmThatFailsIsCalledAgainAndOneThatIsRefusedForGoodSaysSo() throws Exception {
        String row0 = "{\"orderNo\":\"O-1\",\"row\":0}";
        assertThat(status("TRY", row0)).isEqualTo(200);
        assertThat(status("CONFIRM", row0)).isEqualTo(503);
        assertThat(effects()).isEqualTo("holds 0");
        beginTransaction();
        String row13 = "{\"orderNo\":\"O-1\",\"row\":13}";
        assertThat(status("TRY", row13)).isEqualTo(200);
        HttpResponse<String> refused = call("CONFIRM", 5000, row13);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("row 13 was taken out");
    }

    @Test
    void aBodyThatIsNoRequestIsRefusedAndItsCancelSucceeds() throws Exception {
        assertThat(status("TRY", "{\"row\":\"seven\"}")).isEqualTo(409);
        assertThat(status("CANCEL", "{\"row\":\"seven\"}")).isEqualTo(200);
        assertThat(status("TRY", ROW_7)).isEqualTo(409);
        assertThat(effects()).isEmpty();
    }

    @Test
    void whatIsNoCoordinatorsCallIsRefusedBeforeAnything() throws Exception {
        HttpRequest bare = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/tcc/seats"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(ROW_7))
                .build();
        HttpResponse<String> answer = client.send(bare, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(CallHeaders.XID);
        assertThat(status("UNDO", ROW_7)).isEqualTo(400);
    }
}
