// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import com.google.gson.Gson;
import io.holdfast.bench.load.LoadProgram;
import io.holdfast.bench.load.RoundPlan;
import io.holdfast.bench.load.RoundResult;
import io.holdfast.bench.process.ChildLines;
import io.holdfast.bench.process.ChildProcess;
import io.holdfast.bench.process.RunFailedException;
import io.holdfast.bench.process.Supervisor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A client in a process of its own, connected to one coordinator for as long as it lives. One thread. */
final class LoadProcess {
    private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(60);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(90);
    private static final Gson GSON = new Gson();

    private final Supervisor supervisor;
    private final ChildProcess process;
    private final ChildLines lines;

    private LoadProcess(Supervisor supervisor, ChildProcess process) {
        this.supervisor = supervisor;
        this.process = process;
        this.lines = new ChildLines(process);
    }

    static LoadProcess start(Supervisor supervisor, JavaCommands commands, ClientKind kind, Server server)
            throws IOException, InterruptedException, RunFailedException {
        List<String> arguments = new ArrayList<>(kind.arguments());
        arguments.addAll(List.of("--address", server.address(), "--rounds", "0"));
        String name =
                "client-" + kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + "-of-" + server.name();
        return start(supervisor, name, commands.client(LoadProgram.class, arguments));
    }

    /** @param command of a program that speaks as {@link LoadProgram} does without rounds of its own */
    static LoadProcess start(Supervisor supervisor, String name, List<String> command)
            throws IOException, InterruptedException, RunFailedException {
        LoadProcess load = new LoadProcess(supervisor, supervisor.startPassing(name, command));
        load.lines.await(LoadProgram.ANSWER, CONNECTS_WITHIN);
        return load;
    }

    /** As {@link #run}, for its figures. @throws RunFailedException also if no transaction ended in the window */
    RoundResult measure(RoundPlan plan) throws IOException, InterruptedException, RunFailedException {
        RoundResult result = run(plan);
        if (result.transactions() == 0) {
            throw new RunFailedException(process.name() + ": no transaction ended within " + plan.measuredMillis()
                    + " ms, so there is nothing to report; give each round more --seconds");
        }
        return result;
    }

    /** @throws RunFailedException if anything went wrong in the round: a void round is not a result */
    RoundResult run(RoundPlan plan) throws IOException, InterruptedException, RunFailedException {
        process.say(GSON.toJson(plan));
        Duration bound = ENDS_WITHIN.plusMillis(plan.warmUpMillis() + plan.measuredMillis());
        RoundResult result = GSON.fromJson(lines.await(LoadProgram.ANSWER, bound), RoundResult.class);
        if (!result.isSound()) {
            throw new RunFailedException("%s: the round is void, %d problems in %d transactions:%n    %s"
                    .formatted(
                            process.name(),
                            result.problemCount(),
                            result.transactions(),
                            String.join(System.lineSeparator() + "    ", result.problems())));
        }
        return result;
    }

    void stop() throws InterruptedException {
        supervisor.stop(process);
    }
}
