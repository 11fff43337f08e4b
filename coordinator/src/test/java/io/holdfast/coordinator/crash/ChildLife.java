// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a {@link Life} is to be lived.
 *
 * @param turns of its lane's loop
 * @param lastBoundary the boundary at which it kills itself; 0 for an orderly end
 */
record ChildLife(long seed, int turns, int lastBoundary) {
    List<String> command(String log, Path journal) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Life.class.getName()));
        command.addAll(List.of(log, journal.toString()));
        command.addAll(List.of(Long.toString(seed), Integer.toString(turns), Integer.toString(lastBoundary)));
        return command;
    }
}
