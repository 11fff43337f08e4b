// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import com.sun.management.UnixOperatingSystemMXBean;
import io.holdfast.coordinator.port.Checkup.Finding;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks at what the machine offers: Java, memory, open files, the data directory. Stateless. */
final class MachineInspection {
    private static final String DIRECTORY = "directory";
    private static final long MIB = 1 << 20;
    private static final long LITTLE_HEAP = 160 * MIB;
    private static final long NO_SPACE = 16 * MIB;
    private static final long LITTLE_SPACE = 1024 * MIB;
    /** Beside connections: jars, log files, databases, participants. */
    private static final int OTHER_FILES = 512;

    private MachineInspection() {}

    static List<Finding> of(HoldfastSettings settings) {
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        addOpenFiles(settings, findings);
        if (settings.log().url().isEmpty()) {
            addDirectory(settings.dataDir().toAbsolutePath(), findings);
        }
        return findings;
    }

    private static Finding java() {
        long heap = Runtime.getRuntime().maxMemory();
        String seen = "Java " + Runtime.version() + ", heap up to " + heap / MIB + " MiB";
        return heap < LITTLE_HEAP
                ? Finding.warn("java", seen + ", which is little", "start java with -Xmx256m or more")
                : Finding.ok("java", seen);
    }

    private static void addOpenFiles(HoldfastSettings settings, List<Finding> findings) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long most = system.getMaxFileDescriptorCount();
            long wanted = (long) settings.seata().maxConnections()
                    + (settings.api().enabled() ? settings.api().maxConnections() : 0)
                    + OTHER_FILES;
            findings.add(
                    most >= wanted
                            ? Finding.ok("files", "up to " + most + " may be open")
                            : Finding.warn(
                                    "files",
                                    "up to " + most
                                            + " may be open, fewer than the connections that the settings allow",
                                    "raise the limit (ulimit -n, LimitNOFILE=) to " + wanted
                                            + ", or lower holdfast.seata.max-connections"));
        }
    }

    private static void addDirectory(Path directory, List<Finding> findings) {
        Path there = directory;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        String cure = "let holdfast.data-dir name a directory that the user " + System.getProperty("user.name")
                + " may write to";
        if (!Files.isDirectory(there)) {
            findings.add(Finding.fail(DIRECTORY, there + " is no directory", cure));
            return;
        }
        try {
            // Rights are not all that can forbid it: the disk may be full, or mounted for reading.
            Files.delete(Files.createTempFile(there, ".holdfast-doctor", null));
        } catch (IOException failure) {
            findings.add(Finding.fail(DIRECTORY, "nothing can be written to " + there + " (" + failure + ")", cure));
            return;
        }
        addSpace(directory, there, findings);
    }

    private static void addSpace(Path directory, Path there, List<Finding> findings) {
        long free = there.toFile().getUsableSpace();
        String seen = directory + (there.equals(directory) ? " can be written to, " : " can be made, ") + free / MIB
                + " MiB are free";
        if (free < NO_SPACE) {
            findings.add(Finding.fail(DIRECTORY, seen, "free some space: without it every transaction is refused"));
        } else if (free < LITTLE_SPACE) {
            findings.add(Finding.warn(
                    DIRECTORY,
                    seen,
                    "free some space, or lower holdfast.transactions.retention: the log grows with it"));
        } else {
            findings.add(Finding.ok(DIRECTORY, seen));
        }
    }
}
