// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite itself, a native library. The driver would unpack a copy into the temporary directory at every start, and a killed
 * process leaves it there; so one copy is kept with the data, for this start and all others.
 */
final class SqliteLibrary {
    private static final String PATH = "org.sqlite.lib.path";
    private static final String NAME = "org.sqlite.lib.name";

    private SqliteLibrary() {}

    /**
     * To be called before the driver is used first. Does nothing if somebody has said already where the library is, or if
     * the driver has none for this system. If the copy cannot be loaded, as from a disk that forbids it, the driver falls
     * back on its own way.
     */
    static void keepIn(Path directory) throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        if (System.getProperty(PATH) != null || System.getProperty(NAME) != null) {
            return;
        }
        byte[] library;
        try (InputStream in = LibraryLoaderUtil.class.getResourceAsStream(
                LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name)) {
            if (in == null) {
                return;
            }
            library = in.readAllBytes();
        }
        Path file = Files.createDirectories(directory).toAbsolutePath().resolve(name);
        if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), library)) {
            // Whoever else starts now finds a whole one or none, and a process that has loaded the old one keeps it.
            Path next = file.resolveSibling(name + "." + ProcessHandle.current().pid());
            Files.write(next, library);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        }
        System.setProperty(NAME, name);
        System.setProperty(PATH, file.getParent().toString());
    }
}
