// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM's live objects take, told by the JVM itself after a full collection. */
final class HeapAfterGc {
    /** Of "garbage-first heap total 131072K, used 24576K"; generations of other collectors are added up. */
    private static final Pattern USED = Pattern.compile("(?m)^ *(?!Metaspace|class space)\\w.*total.*used (\\d+)K");

    private final JavaCommands commands;

    HeapAfterGc(JavaCommands commands) {
        this.commands = commands;
    }

    /** In KiB. */
    long measure(long pid) throws IOException, InterruptedException {
        ask(pid, "GC.run");
        ask(pid, "GC.run");
        return used(ask(pid, "GC.heap_info"));
    }

    static long used(String heapInfo) throws IOException {
        Matcher matcher = USED.matcher(heapInfo);
        long sum = 0;
        while (matcher.find()) {
            sum += Long.parseLong(matcher.group(1));
        }
        if (sum == 0) {
            throw new IOException("cannot read a heap's use from: " + heapInfo);
        }
        return sum;
    }

    private String ask(long pid, String question) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(commands.jcmd(), String.valueOf(pid), question)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + pid + " " + question + ": " + said);
        }
        return said;
    }
}
