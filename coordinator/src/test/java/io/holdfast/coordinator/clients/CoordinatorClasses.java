// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What the coordinator's processes are made of: the same jars as in the executable one, and an archive of their classes,
 * which is made once for each build and each Java and saves a third of each start.
 */
final class CoordinatorClasses {
    private static final String MAIN = "io.holdfast.coordinator.app.HoldfastApplication";
    private static final List<String> QUICK_START = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private CoordinatorClasses() {}

    private static Path target() {
        return Path.of(System.getProperty("basedir", "")).resolve("target");
    }

    /** What the executable jar holds; from a class path the program starts in half the time. */
    static String path() throws IOException {
        return jar() + File.pathSeparator + Files.readString(target().resolve("runtime-class-path"));
    }

    private static Path jar() throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target(), "holdfast-coordinator-*.jar")) {
            for (Path jar : jars) {
                if (!jar.toString().endsWith("-app.jar")) {
                    return jar.toAbsolutePath();
                }
            }
        }
        throw new IOException("there is no holdfast-coordinator-*.jar in " + target() + ": mvn package makes it");
    }

    /** The begin of the command line of a coordinator, up to its main class. */
    static List<String> command(List<String> javaOptions) throws IOException {
        List<String> command = command();
        command.add("-XX:SharedArchiveFile=" + archive());
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", path(), MAIN));
        return command;
    }

    private static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(JAVA.toString());
        command.addAll(QUICK_START);
        return command;
    }

    /** Two test processes may want it at the same time: one makes it. */
    private static Path archive() throws IOException {
        Path archive =
                target().resolve("coordinator-" + Runtime.version() + ".jsa").toAbsolutePath();
        try (FileChannel lock = FileChannel.open(
                        target().resolve("coordinator.jsa.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            boolean isThere = Files.exists(archive)
                    && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar())) > 0;
            if (!isThere && held.isValid()) {
                make(archive);
            }
        }
        return archive;
    }

    private static void make(Path archive) throws IOException {
        Files.deleteIfExists(archive);
        List<String> command = command();
        command.add("-XX:ArchiveClassesAtExit=" + archive);
        command.add("-Dspring.context.exit=onRefresh");
        command.addAll(List.of("-cp", path(), MAIN));
        Path said = target().resolve("coordinator-jsa.log");
        Process making = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (making.onExit().join().exitValue() != 0 || !Files.exists(archive)) {
            throw new IOException("the archive of the coordinator's classes was not made, see " + said);
        }
    }
}
