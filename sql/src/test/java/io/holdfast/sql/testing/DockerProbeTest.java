// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sql.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DockerProbeTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"HTTP/1.0 200 OK, true", "HTTP/1.1 503 Down, false", "HTTP, false"})
    void onlyAPingAnsweredWith200IsAnEngine(String answer, boolean engine) throws Exception {
        Path socket = directory.resolve("docker.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            CompletableFuture<Boolean> probe =
                    CompletableFuture.supplyAsync(() -> DockerProbe.answersPing(socket, Duration.ofSeconds(10)));
            try (var client = server.accept()) {
                // An engine hears the question out; closing on unread bytes would reset the connection.
                ByteBuffer asked = ByteBuffer.allocate("GET /_ping HTTP/1.0\r\n\r\n".length());
                while (asked.hasRemaining() && client.read(asked) >= 0) {
                    // more of it
                }
                client.write(ByteBuffer.wrap((answer + "\r\n").getBytes(StandardCharsets.US_ASCII)));
            }
            assertEquals(engine, probe.get());
        }
    }

    @Test
    void aSocketThatNeverAnswersIsNoEngine() throws Exception {
        Path socket = directory.resolve("docker.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            assertFalse(DockerProbe.answersPing(socket, Duration.ofMillis(100)));
        }
    }

    @Test
    void aSocketFileThatNobodyServesIsNoEngine() throws Exception {
        Path socket = directory.resolve("docker.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
        }
        assertFalse(DockerProbe.answersPing(socket, Duration.ofSeconds(2)));
        assertFalse(DockerProbe.answersPing(directory.resolve("absent"), Duration.ofSeconds(2)));
    }
}
