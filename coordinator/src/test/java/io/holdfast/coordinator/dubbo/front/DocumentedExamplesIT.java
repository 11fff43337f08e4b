// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/api.md says to copy, in its order, on a new coordinator. */
class DocumentedExamplesIT {
    private static final Pattern CURL =
            Pattern.compile("curl -s (?<post>-X POST )?[\"']?http://127\\.0\\.0\\.1:50051(?<path>[^\"'\\s]+)[\"']?"
                    + "(?<json> -H 'Content-Type: application/json'(?: \\\\\\n *)?)?(?: *-d '(?<body>[^']*)')?");

    private final HttpClient http = HttpClient.newHttpClient();
    private String xid = "";

    @Test
    void everyCurlOfTheApisDocumentationWorks(@TempDir Path directory) throws Exception {
        List<String> answers = new ArrayList<>();
        try (ApiNode node = new ApiNode(directory)) {
            Matcher curls = CURL.matcher(documentation());
            while (curls.find()) {
                answers.add(answer(curls, node.port));
            }
        }
        assertThat(answers).hasSize(7);
        assertThat(answers.subList(0, 4))
                .allMatch(answer ->
                        answer.startsWith("{\"xid\":\"127.0.0.1:8091:34359738369\",\"status\":\"CONFIRMED\""));
        assertThat(answers.get(4)).startsWith("{\"xid\":");
        assertThat(answers.get(5)).contains("\"branchId\":");
        assertThat(answers.get(6)).contains("\"status\":\"CONFIRMED\"", "\"cause\":\"CALLER\"");
    }

    private static String documentation() throws IOException {
        return Files.readString(Path.of(System.getProperty("basedir", ""), "..", "docs", "api.md"));
    }

    private String answer(Matcher curl, int port) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + curl.group("path").replace("$xid", xid));
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (curl.group("body") != null) {
            request.POST(BodyPublishers.ofString(curl.group("body")));
        } else if (curl.group("post") != null) {
            request.POST(BodyPublishers.noBody());
        }
        if (curl.group("json") != null) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode())
                .as("%s: %s", curl.group(), response.body())
                .isEqualTo(200);
        Matcher named = Pattern.compile("\"xid\":\"([^\"]*)\"").matcher(response.body());
        assertThat(named.find()).isTrue();
        xid = named.group(1);
        return response.body();
    }
}
