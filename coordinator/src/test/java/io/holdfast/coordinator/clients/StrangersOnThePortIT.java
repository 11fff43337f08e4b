// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Peers that do not speak the protocol, on the port where real clients work at the same time. */
@ExtendWith(SharedCoordinator.class)
final class StrangersOnThePortIT {
    private static final int WAVES = 8;
    private static final int WAVE = 50;
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final Random random = new Random(8091);

    @Test
    void garbageHarmsNoClientAndDoesNotFillTheLog(CoordinatorProcess coordinator) throws IOException {
        try (ClientProcess newest = client(ClientVersion.SEATA_2_6_0, coordinator, true);
                ClientProcess oldest = client(ClientVersion.SEATA_1_4_2, coordinator, false)) {
            List<ClientProcess> clients = List.of(newest, oldest);
            int newestPort = newest.awaitReady();
            int oldestPort = oldest.awaitReady();
            int linesBefore = coordinator.logLines().size();
            newest.startLoad(2, 1, oldestPort);
            oldest.startLoad(2, 2, newestPort);
            List<Socket> staying = new ArrayList<>();
            for (int wave = 1; wave <= WAVES; wave++) {
                sendGarbage(coordinator, staying);
                awaitProgress(clients, 50 * wave);
            }
            for (Socket stranger : staying) {
                stranger.close();
            }
            LoadReport report = LoadReport.atRest(clients, BOUND);
            report.check();
            assertThat(report.unanswered())
                    .as("answers that clients did not get")
                    .isZero();
            assertThat(report.toldCommitted()).isPositive();

            List<String> lines = coordinator.logLines();
            List<String> since = lines.subList(linesBefore, lines.size());
            System.out.println(WAVES * WAVE + " strangers, " + since.size() + " lines in the log; " + report);
            assertThat(since).as("lines about strangers and clients").hasSizeLessThan(100);
            assertThat(since).noneMatch(line -> line.startsWith("\tat "));
        }
    }

    private static ClientProcess client(ClientVersion version, CoordinatorProcess coordinator, boolean merging)
            throws IOException {
        Path classes = version.compileProgram();
        ClientProcess.Settings settings = new ClientProcess.Settings(
                version.number() + "-unharmed", "calm-" + version.number(), coordinator.address(), merging, 10_000);
        return ClientProcess.start(version, classes, settings);
    }

    private static void awaitProgress(List<ClientProcess> clients, int transactions) {
        await().atMost(BOUND)
                .until(() ->
                        clients.stream().mapToInt(ClientProcess::loadProgress).sum() >= transactions);
    }

    /** Half of the strangers hang up at once, the others stay. */
    private void sendGarbage(CoordinatorProcess coordinator, List<Socket> staying) throws IOException {
        List<Supplier<byte[]>> kinds = List.of(
                () -> noise(4_000),
                () -> frame(100, noise(20)),
                () -> frame(100_000_000, noise(2_000)),
                () -> frame(-1, noise(50)),
                () -> frame(16 + 60, noise(60)),
                () -> frame(16 + 60, type(101 + random.nextInt(4), noise(58))),
                () -> frame(16 + 60, type(1 + random.nextInt(22), noise(58))),
                () -> frame(16 + 6, type(59, new byte[] {0x7f, -1, -1, -1})),
                () -> "GET / HTTP/1.1\r\nHost: holdfast\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                () -> new byte[0]);
        for (int i = 0; i < WAVE; i++) {
            Socket stranger = new Socket(InetAddress.getLoopbackAddress(), coordinator.seataPort());
            try {
                OutputStream out = stranger.getOutputStream();
                out.write(kinds.get(i % kinds.size()).get());
                out.flush();
            } catch (IOException closedOnUs) {
                // What a stranger may expect.
            }
            if (i % 2 == 0) {
                stranger.close();
            } else {
                staying.add(stranger);
            }
        }
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A request frame that says that it is {@code fullLength} bytes long, whatever its body is. */
    private static byte[] frame(int fullLength, byte[] body) {
        return ByteBuffer.allocate(16 + body.length)
                .put((byte) 0xda)
                .put((byte) 0xda)
                .put((byte) 1)
                .putInt(fullLength)
                .putShort((short) 16)
                .put((byte) 0)
                .put((byte) 1)
                .put((byte) 0)
                .putInt(7)
                .put(body)
                .array();
    }

    private static byte[] type(int code, byte[] fields) {
        return ByteBuffer.allocate(2 + fields.length)
                .putShort((short) code)
                .put(fields)
                .array();
    }
}
