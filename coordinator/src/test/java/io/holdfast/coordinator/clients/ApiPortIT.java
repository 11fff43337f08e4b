// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.api.CallHeaders;
import io.holdfast.coordinator.clients.caller.DubboCaller;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The API of the program as it is started, with a port of its own. */
class ApiPortIT {
    /** What a caller over Dubbo needs, beside {@code tcc-api}. */
    private static final Pattern OF_DUBBO =
            Pattern.compile("(tcc-api|dubbo-\\d|netty-|javassist|hessian-lite|snakeyaml|gson|slf4j-api)");

    private static CoordinatorProcess coordinator;
    private static int port;

    @BeforeAll
    static void start() throws IOException {
        port = CoordinatorProcess.freePort();
        coordinator = new CoordinatorProcess(FreshDirectory.of("api-port"), "--holdfast.api.port=" + port);
        coordinator.start();
        coordinator.awaitReady();
    }

    @AfterAll
    static void stop() {
        coordinator.close();
    }

    /** Also the first request that it ever gets is answered in time. */
    @Test
    void whoeverIsReadyAnswersTheApi() throws Exception {
        assertThat(post("/v1/transactions/begin", "{\"name\": \"order\"}"))
                .startsWith("{\"xid\":\"127.0.0.1:" + coordinator.seataPort() + ":");
    }

    private static String post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    /** From one request in JSON to a participant that is nothing but an HTTP server. */
    @Test
    void aWholeTransactionNeedsNothingButHttp() throws Exception {
        List<String> calls = new CopyOnWriteArrayList<>();
        HttpServer participant = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        participant.createContext("/", call -> {
            String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            calls.add(call.getRequestHeaders().getFirst(CallHeaders.PHASE) + " " + call.getRequestURI() + " " + body);
            boolean refused = call.getRequestURI().getPath().equals("/refuse/try");
            byte[] answer = (refused ? "{\"reason\":\"no stock\"}" : "{\"frozen\":2}").getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(refused ? 409 : 200, answer.length);
            call.getResponseBody().write(answer);
            call.close();
        });
        participant.start();
        try {
            String submission = """
                    {"name": "order", "branches": [{"name": "stock", "arguments": {"sku": "S"}, "http": {
                     "tryUrl": "http://127.0.0.1:%1$d/%2$s/try", "confirmUrl": "http://127.0.0.1:%1$d/%2$s/confirm",
                     "cancelUrl": "http://127.0.0.1:%1$d/%2$s/cancel"}}]}""";
            int its = participant.getAddress().getPort();

            assertThat(post("/v1/transactions", submission.formatted(its, "freeze")))
                    .contains("\"status\":\"CONFIRMED\"", "\"tryOutcome\":\"DONE\",\"result\":{\"frozen\":2}");
            assertThat(post("/v1/transactions", submission.formatted(its, "refuse")))
                    .contains("\"status\":\"CANCELLED\"", "\"cause\":\"TRY_REFUSED\"", "\"reason\":\"no stock\"");
            assertThat(calls)
                    .containsExactly(
                            "TRY /freeze/try {\"sku\":\"S\"}",
                            "CONFIRM /freeze/confirm {\"sku\":\"S\"}",
                            "TRY /refuse/try {\"sku\":\"S\"}",
                            "CANCEL /refuse/cancel {\"sku\":\"S\"}");
        } finally {
            participant.stop(0);
        }
    }

    @Test
    void aCallerNeedsTheApiAndDubboAndNothingElse() throws Exception {
        Path output = FreshDirectory.of("api-caller").resolve("output");
        Process caller = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        callersClassPath(),
                        DubboCaller.class.getName(),
                        "tri://2130706433:" + port)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(caller.waitFor(60, TimeUnit.SECONDS))
                    .as("ended, see " + output)
                    .isTrue();
        } finally {
            caller.destroyForcibly();
        }
        assertThat(Files.readString(output))
                .contains("answer: CANCELLED")
                .contains("refusal: INVALID_ARGUMENT branches[0].http.confirmUrl");
    }

    private static String callersClassPath() throws IOException {
        List<String> entries = new ArrayList<>();
        entries.add(Path.of(System.getProperty("basedir", ""), "target", "test-classes")
                .toString());
        for (String entry : CoordinatorClasses.path().split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            boolean module = path.endsWith("classes") && entry.contains("tcc-api");
            if (module || OF_DUBBO.matcher(path.getFileName().toString()).find()) {
                entries.add(entry);
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    /** Dubbo likes to open more of them, for everybody. */
    @Test
    void thereAreThreePortsAndAllAreOnLoopback() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "only Linux tells which ports a process has");
        Set<String> sockets = new HashSet<>();
        try (DirectoryStream<Path> descriptors =
                Files.newDirectoryStream(Path.of("/proc/" + coordinator.pid() + "/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    sockets.add(Files.readSymbolicLink(descriptor).toString());
                } catch (IOException closedMeanwhile) {
                    // then it is no port that listens
                }
            }
        }
        Set<String> listening = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/net/" + table), StandardCharsets.US_ASCII)) {
                String[] words = line.strip().split(" +", -1);
                if (words[3].equals("0A") && sockets.contains("socket:[" + words[9] + "]")) {
                    listening.add(words[1]);
                }
            }
        }
        assertThat(listening).hasSize(3);
        assertThat(listening.stream().map(address -> address.split(":", -1)[0]).collect(Collectors.toSet()))
                .isSubsetOf("0100007F", "0000000000000000FFFF00000100007F");
        assertThat(listening.stream().map(address -> Integer.parseInt(address.split(":", -1)[1], 16)))
                .contains(port);
    }
}
