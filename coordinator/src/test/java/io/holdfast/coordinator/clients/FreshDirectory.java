// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Empty directories under {@code target}, whose content stays after the test for whoever wants to know what happened. */
final class FreshDirectory {
    private FreshDirectory() {}

    static Path of(String name) {
        Path directory = ClientVersion.processes().resolve(name);
        try {
            if (Files.exists(directory)) {
                try (Stream<Path> old = Files.walk(directory)) {
                    List<Path> deepestFirst =
                            old.sorted(Comparator.reverseOrder()).toList();
                    for (Path path : deepestFirst) {
                        Files.delete(path);
                    }
                }
            }
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
