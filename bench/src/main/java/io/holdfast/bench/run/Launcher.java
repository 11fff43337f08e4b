// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import io.holdfast.bench.process.DatabaseProgram;
import io.holdfast.bench.process.RunFailedException;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes the command lines of the processes, with the same Java as this one's. Knows where the build puts what. */
final class Launcher {
    /** Both JSON libraries that Seata and Dubbo bring create objects of any class that a text names, unless told so. */
    private static final List<String> SAFE_JSON =
            List.of("-Dfastjson.parser.safeMode=true", "-Dfastjson2.parser.safeMode=true");

    /** The quick compiler alone: a process that lives for minutes starts sooner, and leaves the processors to others. */
    private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

    private final Path home;
    private final String java =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** @param home the repository */
    Launcher(Path home) {
        this.home = home;
    }

    /** @throws RunFailedException if it is not built */
    List<String> command(Program program, Path data) throws IOException, RunFailedException {
        Path agent = home.resolve("bench").resolve("target").resolve("holdfast-bench-agent.jar");
        if (!Files.exists(agent)) {
            throw notBuilt("bench", agent.toString());
        }
        List<String> words = new ArrayList<>(List.of(java, "-Xmx384m", "-XX:+UseSerialGC"));
        if (program.isSample()) {
            words.add(QUICK_START);
        }
        // Nacos's client, where it is used, would keep both below the user's home directory.
        words.add("-Dnacos.logging.default.config.enabled=false");
        words.add("-DJM.SNAPSHOT.PATH=" + data);
        words.addAll(SAFE_JSON);
        words.add("-javaagent:" + agent);
        words.add("-jar");
        words.add(jar(program.module()).toString());
        words.addAll(program.argumentsFor(data));
        return words;
    }

    /** A main class of this module in a process of its own. */
    List<String> command(Class<?> main, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of(java, "-Xmx256m", "-XX:+UseSerialGC", QUICK_START));
        words.addAll(SAFE_JSON);
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        words.addAll(arguments);
        return words;
    }

    /** A process that has a MySQL server for as long as it lives. */
    List<String> database() throws RunFailedException {
        Path libraries = home.resolve("bench").resolve("target").resolve("database");
        if (!Files.exists(libraries)) {
            throw notBuilt("bench", libraries.toString());
        }
        String path = System.getProperty("java.class.path") + File.pathSeparator + libraries + File.separator + "*";
        return List.of(java, "-Xmx128m", "-XX:+UseSerialGC", "-cp", path, DatabaseProgram.class.getName());
    }

    private Path jar(String module) throws IOException, RunFailedException {
        Path target = home.resolve(module).resolve("target");
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(target)) {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "*-app.jar")) {
                jars.forEach(found::add);
            }
        }
        if (found.size() != 1) {
            throw notBuilt(module, found.isEmpty() ? target + "/*-app.jar" : "only one of " + found);
        }
        return found.get(0);
    }

    private static RunFailedException notBuilt(String module, String expected) {
        return new RunFailedException("%s is not built: there should be %s. Run ./run, or mvn package -DskipTests."
                .formatted(module, expected));
    }
}
