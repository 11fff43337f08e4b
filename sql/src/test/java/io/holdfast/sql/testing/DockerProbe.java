// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sql.testing;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Finds out within two seconds whether a Docker engine answers, without its command line (which may be installed where
 * no engine runs) and without loading Testcontainers.
 */
final class DockerProbe {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private DockerProbe() {}

    static boolean engineAnswers() {
        String host = System.getenv("DOCKER_HOST");
        if (host != null && !host.isBlank() && !host.startsWith("unix:")) {
            return true; // A remote engine that somebody named on purpose: Testcontainers asks it, with its own limits.
        }
        List<Path> sockets = host == null || host.isBlank()
                ? List.of(
                        Path.of("/var/run/docker.sock"),
                        Path.of(System.getProperty("user.home"), ".docker/run/docker.sock"))
                : List.of(Path.of(URI.create(host).getPath()));
        return sockets.stream().anyMatch(socket -> answersPing(socket, PATIENCE));
    }

    /** Whether an HTTP server on the socket answers the engine's ping with 200 in time. */
    static boolean answersPing(Path socket, Duration patience) {
        if (!Files.exists(socket)) {
            return false;
        }
        long deadline = System.nanoTime() + patience.toNanos();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap("GET /_ping HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            ByteBuffer head = ByteBuffer.allocate(12);
            while (head.hasRemaining()) {
                long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
                if (leftMillis <= 0 || selector.select(leftMillis) == 0 || channel.read(head) < 0) {
                    return false;
                }
                selector.selectedKeys().clear();
            }
            return new String(head.array(), StandardCharsets.US_ASCII).endsWith(" 200");
        } catch (IOException noEngine) {
            return false;
        }
    }
}
