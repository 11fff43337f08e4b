// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import io.holdfast.bench.process.Daemons;
import io.holdfast.bench.process.RunFailedException;
import io.holdfast.bench.run.ServedLanes.Shares;
import io.holdfast.bench.terminal.Terminal;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Places orders while the first of two coordinators is killed with kill -9: after a third of them is answered, the next
 * being under way. The second third goes on without it, the last is placed once it is back. One thread calls, once.
 */
final class OrdersAroundKill {
    private final Starter starter;
    private final Program victim;
    private final Databases databases;
    private final ServedLanes lanes;
    private final Terminal terminal;

    OrdersAroundKill(Starter starter, Program victim, Databases databases, ServedLanes lanes, Terminal terminal) {
        this.starter = starter;
        this.victim = victim;
        this.databases = databases;
        this.lanes = lanes;
        this.terminal = terminal;
    }

    /** What the callers were told, and when one coordinator was away. */
    record Result(List<Answer> answers, Outage outage) {}

    private record Kill(Shares before, long killed, long takenOver) {}

    /**
     * Places all of them.
     *
     * @param warmUp for the coordinator that was started again
     * @param progress is run after every answer
     */
    Result place(OrderRun run, WarmUp warmUp, List<OrderLine> orders, Runnable progress)
            throws IOException, InterruptedException, RunFailedException, SQLException {
        int split = orders.size() * 2 / 3;
        CountDownLatch third = new CountDownLatch(orders.size() / 3);
        ExecutorService beside = Executors.newSingleThreadExecutor(Daemons.named("kill"));
        try {
            Shares before = lanes.await("each coordinator has its share of the lanes", Shares::areEven);
            terminal.line("coordinator-1 serves %d lanes, coordinator-2 %d".formatted(before.first(), before.second()));
            Future<Kill> kill = beside.submit(() -> {
                third.await();
                return kill(before);
            });
            List<Answer> answers = new ArrayList<>(run.place(orders.subList(0, split), () -> {
                third.countDown();
                progress.run();
            }));
            Kill killed = result(kill);
            starter.startAll(List.of(List.of(victim)), databases);
            Shares after = lanes.await("coordinator-1 has its share again", Shares::areEven);
            terminal.line("coordinator-1 serves %d lanes again".formatted(after.first()));
            terminal.line(warmUp.run().toString());
            Outage outage =
                    new Outage(killed.killed(), killed.takenOver(), System.nanoTime(), before.first(), after.first());
            answers.addAll(run.place(orders.subList(split, orders.size()), progress));
            return new Result(answers, outage);
        } finally {
            beside.shutdownNow();
        }
    }

    private Kill kill(Shares before) throws InterruptedException, RunFailedException, SQLException {
        terminal.line("killing coordinator-1 (kill -9)");
        starter.kill(victim);
        long killed = System.nanoTime();
        lanes.await("coordinator-2 serves all lanes", shares -> shares.second() == before.sum());
        long takenOver = System.nanoTime();
        terminal.line(String.format(
                Locale.ROOT,
                "coordinator-2 serves the %d lanes of the killed one after %.1f s",
                before.first(),
                (takenOver - killed) / 1e9));
        return new Kill(before, killed, takenOver);
    }

    private static Kill result(Future<Kill> kill) throws InterruptedException, RunFailedException {
        try {
            return kill.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RunFailedException failed) {
                throw failed;
            }
            throw new RunFailedException("The kill failed: " + e.getCause(), e);
        }
    }
}
