// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.profile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Records a running JVM with JFR for a while and prints where its time and its allocations go. Arguments: pid, seconds, and
 * the file that keeps the recording, which flame graph tools can read too.
 */
public final class ProfileProgram {
    private static final int SHOWN = 25;
    private static final int DEPTH = 4;

    private final Map<String, Long> frames = new HashMap<>();
    private final Map<String, Long> paths = new HashMap<>();
    private final Map<String, Long> threads = new HashMap<>();
    private final Map<String, Long> allocations = new HashMap<>();
    /** What each thread had allocated in its life, in bytes, when the recording began and when it ended. */
    private final Map<CountedThread, LongSummaryStatistics> allocated = new HashMap<>();

    private record CountedThread(long id, String name) {}

    private ProfileProgram() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 3) {
            System.err.println("Usage: ./benchmark profile PID SECONDS FILE.jfr");
            System.exit(2);
        }
        String pid = arguments[0];
        int seconds = Integer.parseInt(arguments[1]);
        Path file = Path.of(arguments[2]).toAbsolutePath();
        jcmd(pid, "JFR.start", "name=holdfast", "settings=profile");
        TimeUnit.SECONDS.sleep(seconds);
        jcmd(pid, "JFR.stop", "name=holdfast", "filename=" + file);
        if (!Files.exists(file)) {
            throw new IOException("no recording was written to " + file);
        }
        new ProfileProgram().report(file, seconds);
    }

    private static void jcmd(String pid, String... words) throws IOException, InterruptedException {
        Path program = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        ProcessBuilder builder = new ProcessBuilder(program.toString(), pid);
        builder.command().addAll(List.of(words));
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + pid + " " + String.join(" ", words) + ": " + said);
        }
    }

    private void report(Path file, int seconds) throws IOException {
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                take(recording.readEvent());
            }
        }
        print("Running in Java, by thread (samples)", threads);
        print("Running in Java, by method (samples)", frames);
        print("Running in Java, by path, innermost first (samples)", paths);
        Map<String, Long> byThread = new HashMap<>();
        allocated.forEach((thread, bytes) -> byThread.merge(thread.name(), bytes.getMax() - bytes.getMin(), Long::sum));
        long bytes = byThread.values().stream().mapToLong(Long::longValue).sum();
        System.out.printf(Locale.ROOT, "%nAllocated: %,d KiB a second%n", bytes / 1024 / seconds);
        print("Allocated, by thread (bytes, counted)", byThread);
        print("Allocated, by class and place (bytes, sampled)", allocations);
    }

    private void take(RecordedEvent event) {
        switch (event.getEventType().getName()) {
            case "jdk.ExecutionSample" -> {
                RecordedStackTrace stack = event.getStackTrace();
                if (stack != null) {
                    String thread = event.getThread("sampledThread").getJavaName();
                    threads.merge(String.valueOf(thread), 1L, Long::sum);
                    frames.merge(place(stack, 1), 1L, Long::sum);
                    paths.merge(place(stack, DEPTH), 1L, Long::sum);
                }
            }
            case "jdk.ObjectAllocationSample" -> {
                RecordedStackTrace stack = event.getStackTrace();
                String where = stack == null ? "?" : place(stack, 2);
                allocations.merge(
                        event.getClass("objectClass").getName() + " in " + where, event.getLong("weight"), Long::sum);
            }
            case "jdk.ThreadAllocationStatistics" -> {
                RecordedThread thread = event.getThread("thread");
                if (thread != null) { // null: it has ended
                    CountedThread counted = new CountedThread(thread.getId(), String.valueOf(thread.getJavaName()));
                    allocated
                            .computeIfAbsent(counted, first -> new LongSummaryStatistics())
                            .accept(event.getLong("allocated"));
                }
            }
            default -> {
                // nothing that is reported
            }
        }
    }

    private static String place(RecordedStackTrace stack, int depth) {
        StringBuilder place = new StringBuilder();
        List<RecordedFrame> all = stack.getFrames();
        for (RecordedFrame frame : all.subList(0, Math.min(depth, all.size()))) {
            String type = frame.getMethod().getType().getName();
            place.append(place.isEmpty() ? "" : " < ")
                    .append(type.substring(type.lastIndexOf('.') + 1))
                    .append('.')
                    .append(frame.getMethod().getName());
        }
        return place.toString();
    }

    private static void print(String title, Map<String, Long> counts) {
        long all =
                Math.max(1, counts.values().stream().mapToLong(Long::longValue).sum());
        System.out.printf(Locale.ROOT, "%n%s: %,d in all%n", title, all);
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(SHOWN)
                .forEach(entry -> System.out.printf(
                        Locale.ROOT, "  %5.1f %%  %s%n", 100.0 * entry.getValue() / all, entry.getKey()));
    }
}
