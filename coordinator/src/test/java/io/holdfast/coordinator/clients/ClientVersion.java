// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The Seata clients that Holdfast is tested with, as they were published. The build copies the jars of each into a
 * directory of its own; the program that drives them is compiled here against those jars.
 */
enum ClientVersion {
    SEATA_2_6_0("2.6.0", "org.apache.seata"),
    SEATA_2_2_0("2.2.0", "org.apache.seata"),
    SEATA_1_8_0("1.8.0", "io.seata"),
    SEATA_1_5_2("1.5.2", "io.seata"),
    SEATA_1_4_2("1.4.2", "io.seata");

    private static final String WRITTEN_FOR = "org.apache.seata";
    private static final Set<String> TAKEN_AS_CANCELLED = Set.of(
            "TimeoutRollbacking", "TimeoutRollbackRetrying", "TimeoutRollbackFailed", "TimeoutRollbacked", "Finished");

    private static final Set<String> TAKEN_AS_ROLLED_BACK = Set.of(
            "Rollbacking",
            "RollbackRetrying",
            "TimeoutRollbacking",
            "TimeoutRollbackRetrying",
            "TimeoutRollbacked",
            "Rollbacked",
            "Finished");

    private final String number;
    private final String rootPackage;

    ClientVersion(String number, String rootPackage) {
        this.number = number;
        this.rootPackage = rootPackage;
    }

    String number() {
        return number;
    }

    /**
     * Whether this client's {@code TransactionalTemplate} looks at the status that a decision is answered with. Those before
     * 1.6 do not: whatever status they are told, the application believes that its decision was taken.
     */
    private boolean looksAtStatus() {
        return this != SEATA_1_4_2 && this != SEATA_1_5_2;
    }

    /** Whether an application on this client believes that it has committed, when this is what commit was answered. */
    boolean takesForCommitted(String status) {
        return !looksAtStatus() || !TAKEN_AS_CANCELLED.contains(status);
    }

    /** Whether an application on this client believes that it has rolled back, when rollback was answered with this. */
    boolean takesForRolledBack(String status) {
        return !looksAtStatus() || TAKEN_AS_ROLLED_BACK.contains(status);
    }

    /** Options of the Java virtual machine without which this client does not start on Java 17. */
    List<String> javaOptions() {
        boolean proxiesWithOldCglib = this == SEATA_1_4_2 || this == SEATA_1_5_2;
        return proxiesWithOldCglib ? List.of("--add-opens=java.base/java.lang=ALL-UNNAMED") : List.of();
    }

    /** The client's jars as a class path. */
    String jars() {
        return directory(number) + "/*";
    }

    /**
     * The directory of the classes of {@code ClientProgram}, compiled for this client. They are kept as long as the source
     * does not change.
     */
    Path compileProgram() {
        try {
            List<Source> sources = sources();
            // Tests in other processes may compile it too: what has the final name is whole.
            Path classes = directory("program-" + number + '-' + Integer.toHexString(sources.hashCode()));
            if (!Files.exists(classes)) {
                Files.createDirectories(classes.getParent());
                Path fresh = Files.createTempDirectory(classes.getParent(), "compiling-");
                compile(sources, fresh);
                try {
                    Files.move(fresh, classes, StandardCopyOption.ATOMIC_MOVE);
                } catch (FileSystemException anotherWasFirst) {
                    if (!Files.exists(classes)) {
                        throw anotherWasFirst;
                    }
                }
            }
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Source(String name, String text) {
        JavaFileObject unit() {
            return new SimpleJavaFileObject(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE) {
                @Override
                public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                    return text;
                }
            };
        }
    }

    /** The sources with the names that this client gives to its packages. */
    private List<Source> sources() throws IOException {
        Path directory = Path.of(System.getProperty("basedir", ""))
                .resolve("src/test/java/io/holdfast/coordinator/clients/driver");
        List<Source> sources = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                String text = Files.readString(file).replace(WRITTEN_FOR, rootPackage);
                sources.add(new Source(file.getFileName().toString(), text));
            }
        }
        return sources;
    }

    private void compile(List<Source> sources, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (Stream<Path> jars = Files.list(directory(number))) {
            String classPath = jars.map(Path::toString).sorted().collect(Collectors.joining(File.pathSeparator));
            List<String> options = List.of("-cp", classPath, "-d", classes.toString(), "-proc:none", "-Xlint:none");
            List<JavaFileObject> units = sources.stream().map(Source::unit).toList();
            if (!compiler.getTask(messages, null, null, options, null, units).call()) {
                throw new IllegalStateException("the driver does not compile for Seata " + number + ":\n" + messages);
            }
        }
    }

    /** Where processes that the tests of this JVM start have their files; others may run tests beside it. */
    static Path processes() {
        return directory(System.getProperty("processes", "processes"));
    }

    static Path directory(String name) {
        return Path.of(System.getProperty("basedir", ""))
                .resolve("target/seata-clients")
                .resolve(name);
    }
}
