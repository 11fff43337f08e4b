// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.history.LogTallyProgram;
import io.holdfast.bench.process.ChildLines;
import io.holdfast.bench.process.ChildProcess;
import io.holdfast.bench.process.RunFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Asks how much a running coordinator has written into its embedded log. One thread. */
final class LogTally {
    private static final Duration BOUND = Duration.ofSeconds(30);

    /** Durable batches and rows, since the coordinator's start and since the log's. */
    record Written(long batches, long rows) {
        Written since(Written before) {
            return new Written(batches - before.batches, rows - before.rows);
        }
    }

    private final ChildProcess process;
    private final ChildLines lines;

    private LogTally(ChildProcess process) {
        this.process = process;
        this.lines = new ChildLines(process);
    }

    static LogTally start(Workshop workshop, Server server) throws IOException, RunFailedException {
        String data = workshop.directory().data(server.name()).toString();
        return new LogTally(workshop.supervisor()
                .startPassing("tally", workshop.commands().onCoordinator(LogTallyProgram.class, List.of(data))));
    }

    Written ask() throws IOException, InterruptedException, RunFailedException {
        process.say("");
        String[] numbers = lines.await(LogTallyProgram.ANSWER, BOUND).split(" ", -1);
        return new Written(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
    }
}
