// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code doctor} as it is run, on ports that are free. For one thread. */
final class Doctor {
    private final Path directory;
    private final int seataPort = freePort();
    private final int httpPort = freePort();

    Doctor(Path directory) {
        this.directory = directory;
    }

    /** What it printed, and the exit status. */
    record Said(int status, String text) {
        /** The lines that begin so. */
        List<String> lines(String grade, String subject) {
            return text.lines()
                    .filter(line -> line.matches(grade + "\\s+" + subject + "\\s+- .*"))
                    .toList();
        }

        List<String> failures() {
            return text.lines().filter(line -> line.startsWith("FAIL")).toList();
        }
    }

    Path directory() {
        return directory;
    }

    int seataPort() {
        return seataPort;
    }

    static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException noPort) {
            throw new IllegalStateException(noPort);
        }
    }

    /** @param arguments beyond those that give it a directory and ports; of two for the same setting the last counts */
    Said says(String... arguments) {
        Map<String, String> all = new LinkedHashMap<>();
        Stream.concat(
                        Stream.of(
                                "--holdfast.seata.port=" + seataPort,
                                "--server.port=" + httpPort,
                                "--holdfast.api.port=" + freePort(),
                                "--holdfast.data-dir=" + directory),
                        Stream.of(arguments))
                .forEach(argument -> all.put(argument.replaceFirst("=.*", ""), argument));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int status = DoctorCommand.run(List.copyOf(all.values()), new PrintStream(out, true, StandardCharsets.UTF_8));
        return new Said(status, out.toString(StandardCharsets.UTF_8));
    }
}
