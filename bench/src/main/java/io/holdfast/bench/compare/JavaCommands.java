// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.process.RunFailedException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines of all processes, on the Java of this one. Knows where the build puts what. Immutable. */
final class JavaCommands {
    /** Both JSON libraries of Seata's client create objects of any class that a text names, unless told so. */
    private static final List<String> SAFE_JSON =
            List.of("-Dfastjson.parser.safeMode=true", "-Dfastjson2.parser.safeMode=true");

    /** The client finds no Spring and says so as an error each time. */
    private static final List<String> CLIENT_LOGGING = List.of(
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.log.org.apache.seata.config.ConfigurationFactory=off");

    private final Path target;
    private final Path coordinatorTarget;
    private final Path sampleTarget;
    private final String heap;
    private final List<String> options;
    private final boolean installed;
    private final Path javaHome = Path.of(System.getProperty("java.home"));

    /**
     * With Holdfast as {@code ./benchmark} has installed it.
     *
     * @param home the repository
     * @param heap of every coordinator, ours and theirs alike, as in -Xmx
     */
    JavaCommands(Path home, String heap) {
        this(home, heap, List.of(), true);
    }

    /**
     * With Holdfast as the build leaves it.
     *
     * @param options further ones of every JVM
     */
    JavaCommands(Path home, String heap, List<String> options) {
        this(home, heap, options, false);
    }

    private JavaCommands(Path home, String heap, List<String> options, boolean installed) {
        this.options = List.copyOf(options);
        this.installed = installed;
        this.target = home.resolve("bench").resolve("target");
        this.coordinatorTarget = home.resolve("coordinator").resolve("target");
        this.sampleTarget = home.resolve("sample-inventory").resolve("target");
        this.heap = heap;
    }

    private List<String> java(String... more) {
        List<String> words = new ArrayList<>();
        words.add(javaHome.resolve("bin").resolve("java").toString());
        words.addAll(options);
        words.addAll(List.of(more));
        return words;
    }

    /** The program that asks a JVM things from outside. */
    String jcmd() {
        return javaHome.resolve("bin").resolve("jcmd").toString();
    }

    /** What every measured coordinator is started with: the same heap, the same collector. */
    private List<String> server() throws RunFailedException {
        List<String> words = java("-Xmx" + heap, "-XX:+UseG1GC");
        words.add("-javaagent:" + existing(target.resolve("holdfast-bench-agent.jar")));
        return words;
    }

    /** Holdfast, as its operating guide installs it, or as the build leaves it. */
    List<String> holdfast() throws IOException, RunFailedException {
        List<String> words = server();
        Path jar = coordinatorJar();
        if (installed) {
            Path directory = target.resolve("coordinator");
            words.add("-XX:SharedArchiveFile=" + existing(directory.resolve("classes.jsa")));
            jar = existing(directory.resolve("holdfast-coordinator.jar"));
        }
        words.addAll(List.of("-jar", jar.toString()));
        return words;
    }

    /** Seata's server, with these settings of the JVM. */
    List<String> peer(List<String> properties) throws RunFailedException {
        List<String> words = server();
        words.addAll(properties);
        words.addAll(List.of("-cp", existing(target.resolve("peer")) + "/*", "io.seata.server.ServerApplication"));
        return words;
    }

    /** A program of ours that makes load. */
    List<String> client(Class<?> main, List<String> arguments) {
        List<String> words = java("-Xmx512m", "-XX:+UseSerialGC");
        words.addAll(SAFE_JSON);
        words.addAll(CLIENT_LOGGING);
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        words.addAll(arguments);
        return words;
    }

    /** A program of ours that uses the test servers. */
    List<String> database(Class<?> main, List<String> arguments) throws RunFailedException {
        String libraries = existing(target.resolve("database")) + "/*";
        List<String> words = java("-Xmx128m", "-XX:+UseSerialGC");
        words.addAll(List.of("-cp", System.getProperty("java.class.path") + ":" + libraries, main.getName()));
        words.addAll(arguments);
        return words;
    }

    /** A program of ours on the coordinator's own classes and libraries. */
    List<String> onCoordinator(Class<?> main, List<String> arguments) throws IOException, RunFailedException {
        List<String> words = java("-Xmx1g", "-cp", coordinatorJar().toString());
        words.add("-Dloader.main=" + main.getName());
        words.add("-Dloader.path=" + existing(target.resolve("holdfast-bench.jar")));
        words.add("org.springframework.boot.loader.launch.PropertiesLauncher");
        words.addAll(arguments);
        return words;
    }

    /** A program of ours on a sample's libraries and settings. */
    List<String> onSample(Class<?> main, List<String> arguments) throws IOException, RunFailedException {
        List<String> words =
                java("-Xmx1g", "-XX:+UseG1GC", "-cp", app(sampleTarget).toString());
        words.add("-javaagent:" + existing(target.resolve("holdfast-bench-agent.jar")));
        words.addAll(SAFE_JSON);
        words.add("-Dloader.main=" + main.getName());
        words.add("-Dloader.path=" + existing(target.resolve("holdfast-bench-participants.jar")));
        words.add("org.springframework.boot.loader.launch.PropertiesLauncher");
        words.addAll(arguments);
        return words;
    }

    private Path coordinatorJar() throws IOException, RunFailedException {
        return app(coordinatorTarget);
    }

    private static Path app(Path target) throws IOException, RunFailedException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(target)) {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "*-app.jar")) {
                jars.forEach(found::add);
            }
        }
        if (found.size() != 1) {
            throw new RunFailedException("A program is not built: there should be one " + target
                    + "/*-app.jar. Start ./benchmark, which builds it.");
        }
        return found.get(0);
    }

    private static Path existing(Path built) throws RunFailedException {
        if (!Files.exists(built)) {
            throw new RunFailedException("There should be " + built + ". Start ./benchmark, which builds it.");
        }
        return built;
    }
}
