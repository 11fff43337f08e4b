// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sql.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MySqlArchiveTest {

    @TempDir
    private Path directory;

    @Test
    void severalUnpackersAtOnceAgreeOnOneDirectoryAndLeaveNoOther() throws Exception {
        List<CompletableFuture<Path>> unpackers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            unpackers.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return MySqlArchive.unpacked(directory);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        }
        Path home = unpackers.get(0).get();
        for (CompletableFuture<Path> unpacker : unpackers) {
            assertEquals(home, unpacker.get());
        }
        assertTrue(Files.isExecutable(home.resolve("bin/mysqld")));
        try (var entries = Files.list(directory)) {
            assertEquals(List.of(home), entries.toList());
        }
    }

    @Test
    void theRenamedLibaioIsFoundUnderItsOldName() throws Exception {
        Path system = Files.createDirectories(directory.resolve("system"));
        Path renamed = Files.createFile(system.resolve("libaio.so.1t64"));
        Path links = MySqlArchive.librariesByOldName(directory.resolve("home"), system);
        assertEquals(renamed, Files.readSymbolicLink(links.resolve("libaio.so.1")));
        assertEquals(links, MySqlArchive.librariesByOldName(directory.resolve("home"), system), "a second time");
    }

    @Test
    void whereTheOldNameExistsNothingIsLinked() throws Exception {
        Path system = Files.createDirectories(directory.resolve("system"));
        Files.createFile(system.resolve("libaio.so.1"));
        Files.createFile(system.resolve("libaio.so.1t64"));
        Path links = MySqlArchive.librariesByOldName(directory.resolve("home"), system);
        assertFalse(Files.exists(links.resolve("libaio.so.1")));
    }

    @Test
    void aMissingLibraryIsNamedWithItsPackage() {
        String said = EmbeddedMySql.explain("mysqld: error while loading shared libraries: libaio.so.1:"
                + " cannot open shared object file: No such file or directory");
        assertTrue(said.contains("apt-get install -y libaio1"), said);
        assertTrue(said.contains("libaio1t64"), said);
        String other = EmbeddedMySql.explain("mysqld: error while loading shared libraries: libnuma.so.1: cannot");
        assertTrue(other.contains("apt-get install -y libnuma1"), other);
    }
}
