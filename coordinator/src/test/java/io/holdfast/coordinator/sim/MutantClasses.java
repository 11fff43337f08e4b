// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.engine.Engine;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jctools.queues.MpscArrayQueue;
import org.slf4j.Logger;
import tools.jackson.core.json.JsonFactory;

/**
 * The coordinator and the simulation once more, with one mutant's edits compiled in. Every class of theirs is defined
 * anew here, so that the mutant meets nothing of the real ones.
 */
final class MutantClasses extends ClassLoader {
    private static final String OURS = "io.holdfast.coordinator.";
    private static final Path SOURCES = Path.of("src/main/java/io/holdfast/coordinator");

    /** What the patched files are built on, and no more: the compiler opens all of it each time. */
    private static final String CLASS_PATH = Stream.of(
                    Engine.class, MpscArrayQueue.class, Logger.class, JsonFactory.class)
            .map(one -> one.getProtectionDomain().getCodeSource().getLocation().getPath())
            .collect(Collectors.joining(File.pathSeparator));

    private final Map<String, byte[]> patched;

    private MutantClasses(Map<String, byte[]> patched) {
        super(MutantClasses.class.getClassLoader());
        this.patched = patched;
    }

    /** @throws AssertionError if the mutant does not fit the source any more, or does not compile */
    static MutantClasses of(SourceMutant mutant) {
        Map<String, String> sources = new TreeMap<>();
        for (SourceMutant.Edit edit : mutant.edits()) {
            String source = sources.computeIfAbsent(edit.file(), MutantClasses::source);
            int at = source.indexOf(edit.old());
            if (at < 0 || source.indexOf(edit.old(), at + 1) >= 0) {
                throw new AssertionError("the mutant \"" + mutant.name() + "\" must be renewed: " + edit.file()
                        + (at < 0 ? " has no \"" : " has more than one \"") + edit.old() + '"');
            }
            sources.put(edit.file(), source.replace(edit.old(), edit.changed()));
        }
        return new MutantClasses(compiled(mutant, sources));
    }

    private static String source(String file) {
        try {
            return Files.readString(SOURCES.resolve(file + ".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, byte[]> compiled(SourceMutant mutant, Map<String, String> sources) {
        if (sources.isEmpty()) {
            return Map.of();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (Memory memory = new Memory(compiler.getStandardFileManager(null, null, null))) {
            List<JavaFileObject> files = new ArrayList<>();
            sources.forEach((file, text) -> files.add(new Source(file, text)));
            List<String> options = List.of("-proc:none", "-nowarn", "-classpath", CLASS_PATH);
            if (!compiler.getTask(complaints, memory, null, options, null, files)
                    .call()) {
                throw new AssertionError("the mutant \"" + mutant.name() + "\" does not compile: " + complaints);
            }
            return memory.bytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = patched.get(name);
        if (bytes == null) {
            try (InputStream original = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (original == null) {
                    throw new ClassNotFoundException(name);
                }
                bytes = original.readAllBytes();
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("string:///io/holdfast/coordinator/" + file + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Compiled extends SimpleJavaFileObject {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Compiled(String name) {
            super(URI.create("bytes:///" + name), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }

    /** Where the compiler puts its classes. */
    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, Compiled> classes = new LinkedHashMap<>();

        Memory(StandardJavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return classes.computeIfAbsent(name, Compiled::new);
        }

        Map<String, byte[]> bytes() {
            Map<String, byte[]> bytes = new TreeMap<>();
            classes.forEach((name, compiled) -> bytes.put(name, compiled.bytes.toByteArray()));
            return bytes;
        }
    }
}
