// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.participant.guard.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What counts as a coordinator's word, and what as nobody's. */
final class CoordinatorQueryTest {

    private static final String XID = "127.0.0.1:8091:5";

    private HttpServer server;
    private CoordinatorQuery query;
    private volatile int status;
    private volatile String body;
    private volatile String asked;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked = exchange.getRequestURI().getRawPath();
            byte[] answer = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        query = new CoordinatorQuery(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"),
                new Jackson3Json(JsonMapper.builder().build()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Standing ask(int status, String body) throws InterruptedException {
        this.status = status;
        this.body = body;
        return query.ask(XID);
    }

    private Standing ask(String transactionStatus) throws InterruptedException {
        return ask(
                200,
                "{\"xid\": \"" + XID + "\", \"status\": \"" + transactionStatus
                        + "\", \"branches\": [{\"branchId\": \"6\"}, {\"branchId\": \"9007199254740993\"}]}");
    }

    @Test
    void decidedAndFinalMeanTheSameToABranch() throws InterruptedException {
        Set<Long> branches = Set.of(6L, 9007199254740993L);
        assertThat(ask("CONFIRMING")).isEqualTo(new Standing.Decided(Phase.CONFIRM, branches));
        assertThat(asked).isEqualTo("/v1/transactions/" + XID);
        assertThat(ask("CONFIRMED")).isEqualTo(new Standing.Decided(Phase.CONFIRM, branches));
        assertThat(ask("CANCELLING")).isEqualTo(new Standing.Decided(Phase.CANCEL, branches));
        assertThat(ask("CANCELLED")).isEqualTo(new Standing.Decided(Phase.CANCEL, branches));
        assertThat(ask("TRYING")).isEqualTo(new Standing.Undecided());
    }

    @Test
    void onlyACoordinatorsOwnNotFoundMeansUnknown() throws InterruptedException {
        assertThat(ask(404, "{\"code\": \"NOT_FOUND\"}")).isEqualTo(new Standing.Unknown());
        assertThat(ask(404, "{\"code\": \"NO_SUCH_PATH\"}")).isInstanceOf(Standing.NoAnswer.class);
        assertThat(ask(404, "<html>no such page</html>")).isInstanceOf(Standing.NoAnswer.class);
        assertThat(ask(404, "")).isInstanceOf(Standing.NoAnswer.class);
    }

    @Test
    void whatIsNotUnderstoodIsNoAnswer() throws InterruptedException {
        assertThat(ask(503, "{\"code\": \"UNAVAILABLE\"}")).isInstanceOf(Standing.NoAnswer.class);
        assertThat(ask(302, "")).isInstanceOf(Standing.NoAnswer.class);
        assertThat(ask(200, "welcome")).isInstanceOf(Standing.NoAnswer.class);
        assertThat(ask(200, "[]")).isInstanceOf(Standing.NoAnswer.class);
        assertThat(ask(200, "{\"xid\": \"another\", \"status\": \"CANCELLED\"}"))
                .isInstanceOf(Standing.NoAnswer.class);
        assertThat(ask("SOMETHING_NEW")).isInstanceOf(Standing.NoAnswer.class);
        server.stop(0);
        assertThat(query.ask(XID)).isInstanceOf(Standing.NoAnswer.class);
    }
}
