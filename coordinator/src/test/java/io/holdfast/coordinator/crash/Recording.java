// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All that lives on one log did to its files, call by call, with the lines of their journal in between: recorded with
 * strace from real processes.
 */
final class Recording {
    private static final String CALLS = "trace=openat,pwrite64,fdatasync,fsync,ftruncate,unlink,write";
    private static final Pattern LINE = Pattern.compile("^(\\d+) (.*)$");
    private static final Pattern RESUMED = Pattern.compile("^<\\.\\.\\. (\\w+) resumed>(.*)$");
    private static final Pattern ON_FILE = Pattern.compile("^(\\w+)\\(\\d+<([^>]*)>(?:, )?(.*)\\) += (-?\\d+).*$");
    private static final Pattern ON_NAME =
            Pattern.compile("^(openat|unlink)\\((?:AT_FDCWD<[^>]*>, |AT_FDCWD, )?\"([^\"]*)\"(.*)\\) += (-?\\d+).*$");
    private static final Pattern SYNC = Pattern.compile("^(?:fsync|fdatasync)\\(\\d+<([^>]*)>");
    private static final Pattern BYTES = Pattern.compile("^\"([^\"]*)\", (\\d+)(?:, (\\d+))?\\s*$");

    private final Path directory;
    private final List<Op> ops = new ArrayList<>();
    private final ByteArrayOutputStream halfLine = new ByteArrayOutputStream();

    /** @param directory for the log's directory, {@code data}, and the journal */
    Recording(Path directory) {
        this.directory = directory;
    }

    /** Skips the test, loudly, where there is no strace or it may not trace. */
    static void assumePossible() throws IOException, InterruptedException {
        boolean possible;
        try {
            Process probe = new ProcessBuilder("strace", "-o", "/dev/null", "true")
                    .redirectErrorStream(true)
                    .start();
            probe.getInputStream().transferTo(ByteArrayOutputStream.nullOutputStream());
            possible = probe.waitFor() == 0;
        } catch (IOException absent) {
            possible = false;
        }
        assumeTrue(possible, "NOT TESTED: strace is not installed, or may not trace (Linux only)");
    }

    Path log() {
        return directory.resolve("data").resolve("holdfast.db");
    }

    Path journal() {
        return directory.resolve("journal");
    }

    List<Op> ops() {
        return ops;
    }

    /**
     * One more life on the same log.
     *
     * @param options further ones for strace
     * @return the process's exit status
     */
    int live(ChildLife life, String... options) throws IOException, InterruptedException {
        Path trace = directory.resolve("trace");
        List<String> command = new ArrayList<>(
                List.of("strace", "-f", "-y", "-xx", "-s", "16000000", "--seccomp-bpf", "-e", CALLS, "-o"));
        command.add(trace.toString());
        command.addAll(List.of(options));
        command.addAll(life.command(log().toString(), journal()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                throw new IllegalStateException("still alive after five minutes, see " + directory);
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        parse(trace);
        Files.delete(trace);
        return process.exitValue();
    }

    String output() throws IOException {
        return Files.readString(directory.resolve("output"));
    }

    private void parse(Path trace) throws IOException {
        Map<String, String> unfinished = new HashMap<>();
        try (BufferedReader lines = Files.newBufferedReader(trace, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher whole = LINE.matcher(line);
                if (!whole.matches()) {
                    continue;
                }
                String thread = whole.group(1);
                String call = whole.group(2).strip();
                Matcher resumed = RESUMED.matcher(call);
                if (call.endsWith("<unfinished ...>")) {
                    String begun = call.substring(0, call.length() - "<unfinished ...>".length());
                    unfinished.put(thread, begun);
                    syncBegins(begun);
                } else if (!resumed.matches()) {
                    syncBegins(call);
                    call(call);
                } else {
                    call(unfinished.remove(thread) + resumed.group(2));
                }
            }
        }
    }

    private void syncBegins(String call) {
        Matcher sync = SYNC.matcher(call);
        if (sync.lookingAt()) {
            Path path = Path.of(text(sync.group(1)));
            if (log().getParent().equals(path.getParent())) {
                ops.add(new Op.SyncBegins(path.getFileName().toString()));
            }
        }
    }

    private void call(String call) throws IOException {
        Matcher onFile = ON_FILE.matcher(call);
        Matcher onName = ON_NAME.matcher(call);
        if (onFile.matches()) {
            onFile(onFile.group(1), text(onFile.group(2)), onFile.group(3).strip(), Integer.parseInt(onFile.group(4)));
        } else if (onName.matches() && Integer.parseInt(onName.group(4)) >= 0) {
            Path path = Path.of(text(onName.group(2)));
            if (!log().getParent().equals(path.getParent())) {
                return;
            }
            if (onName.group(1).equals("unlink")) {
                ops.add(new Op.Unlink(path.getFileName().toString()));
            } else if (onName.group(3).contains("O_CREAT")) {
                ops.add(new Op.Create(path.getFileName().toString()));
            }
        }
    }

    private void onFile(String call, String name, String arguments, int result) throws IOException {
        Path path = Path.of(name);
        if (path.equals(journal())) {
            journal(Hex.bytes(bytes(arguments).group(1)));
        } else if (path.equals(log().getParent()) && call.endsWith("sync")) {
            ops.add(new Op.SyncDirectory());
        } else if (log().getParent().equals(path.getParent())) {
            String file = path.getFileName().toString();
            switch (call) {
                case "pwrite64" -> {
                    Matcher written = bytes(arguments);
                    byte[] all = Hex.bytes(written.group(1));
                    byte[] done = java.util.Arrays.copyOf(all, Math.max(0, result));
                    ops.add(new Op.Write(file, Integer.parseInt(written.group(3)), done));
                }
                case "ftruncate" -> ops.add(new Op.Truncate(file, Integer.parseInt(arguments)));
                case "fsync", "fdatasync" -> ops.add(new Op.Sync(file, result == 0));
                default -> throw new IllegalStateException("not foreseen: " + call + " on " + path);
            }
        }
    }

    private static Matcher bytes(String arguments) {
        Matcher matcher = BYTES.matcher(arguments);
        if (!matcher.matches()) {
            throw new IllegalStateException("cannot read " + arguments);
        }
        return matcher;
    }

    private static String text(String hex) {
        return new String(Hex.bytes(hex), StandardCharsets.UTF_8);
    }

    private void journal(byte[] bytes) throws IOException {
        halfLine.write(bytes);
        if (bytes.length > 0 && bytes[bytes.length - 1] == '\n') {
            halfLine.toString(StandardCharsets.UTF_8).lines().forEach(line -> ops.add(new Op.Line(line)));
            halfLine.reset();
        }
    }
}
