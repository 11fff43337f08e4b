// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The scripts of docs/callers against the programs of a run. A script whose interpreter is missing is named, and left out. */
final class CallersWithoutALibrary {
    private static final Path SCRIPTS =
            Path.of("..", "docs", "callers").toAbsolutePath().normalize();
    /** The first three speak of the same transaction. */
    private static final String SAID = """
            submitted: CONFIRMED TRIED (\\S+)
            repeated: CONFIRMED TRIED \\1
            asked: CONFIRMED TRIED \\1
            refused: CANCELLED TRY_REFUSED \\S+ OUT_OF_STOCK: 2 of SKU-SOLD-OUT were asked for, 0 are available\\.
            """;

    private final int offset;
    private final Path directory;

    /** @param directory for what they say */
    CallersWithoutALibrary(int offset, Path directory) {
        this.offset = offset;
        this.directory = directory;
    }

    void placeOrders() throws IOException, InterruptedException {
        placeOrder("order.sh", "BY-CURL", "sh", "curl");
        placeOrder("order.py", "BY-PYTHON", "python3");
        placeOrder("order.mjs", "BY-NODE", "node");
    }

    /** @param programs that have to be there; the first runs the script */
    private void placeOrder(String script, String orderNo, String... programs)
            throws IOException, InterruptedException {
        for (String program : programs) {
            if (run("look.txt", "sh", "-c", "command -v " + program) != 0) {
                System.out.println("NOT TESTED: docs/callers/" + script + ", because there is no " + program + " here");
                return;
            }
        }
        int status = run("said.txt", programs[0], SCRIPTS.resolve(script).toString(), orderNo);
        assertThat(directory.resolve("said.txt")).content().matches(SAID);
        assertThat(status).as(script).isZero();
        assertThat(order(orderNo)).contains("\"status\":\"CONFIRMED\"");
        assertThat(order(orderNo + "-TOO")).contains("\"status\":\"CANCELLED\"");
    }

    private int run(String said, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(said).toFile());
        builder.environment()
                .putAll(Map.of(
                        "HOLDFAST_API", "http://127.0.0.1:" + FreePorts.api(offset),
                        "ORDER_URL", "tri://127.0.0.1:" + port(Endpoint.ORDER_DUBBO),
                        "INVENTORY_URL", "http://127.0.0.1:" + port(Endpoint.INVENTORY) + "/tcc/inventory",
                        "PAYMENT_URL", "tri://127.0.0.1:" + port(Endpoint.PAYMENT_DUBBO)));
        Process process = builder.start();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(
                    "still running after a minute: " + List.of(command) + Files.readString(directory.resolve(said)));
        }
        return process.exitValue();
    }

    private String order(String orderNo) throws IOException, InterruptedException {
        URI order = URI.create("http://127.0.0.1:" + port(Endpoint.ORDER) + "/orders/" + orderNo);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(order).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private int port(Endpoint endpoint) {
        return endpoint.usualPort() + offset;
    }
}
