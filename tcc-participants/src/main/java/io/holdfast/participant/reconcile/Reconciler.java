// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.reconcile;

import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.Phase;
import io.holdfast.participant.guard.RowState;
import io.holdfast.participant.guard.jdbc.KeptCalls;
import io.holdfast.participant.guard.jdbc.KeptCalls.Due;
import io.holdfast.participant.guard.jdbc.KeptCalls.Unhealed;
import io.holdfast.participant.reconcile.ReconcileCounts.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks branches that stay tried beyond their deadline against the coordinator: what is decided is healed, what nobody
 * knows is reported and left alone. Runs on one daemon thread, which it owns. Several instances share the work through the
 * database: each branch is taken by one of them at a time, and where two meet all the same, the guard gives one effect.
 */
public final class Reconciler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private static final int PAGE = 100;
    private static final int MOST_ADOPTED = 1000;
    private static final int MOST_REPORTED = 1000;
    private static final int MOST_LOGGED_IN_A_ROUND = 20;
    /** Longer than a question and a Confirm take; if not, two instances run the same, and the guard sorts them out. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final KeptCalls kept;
    private final CoordinatorQuery coordinator;
    private final Healer healer;
    private final ReconcileSettings settings;
    private final ReconcileCounts counts = new ReconcileCounts();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread reconciler = new Thread(task, "holdfast-reconciler");
        reconciler.setDaemon(true);
        return reconciler;
    });

    /** Whether the coordinator answered the last question; said once when it changes. */
    private volatile boolean answering = true;

    /** Does nothing before it is started or called. */
    public Reconciler(KeptCalls kept, CoordinatorQuery coordinator, Healer healer, ReconcileSettings settings) {
        this.kept = kept;
        this.coordinator = coordinator;
        this.healer = healer;
        this.settings = settings;
    }

    /** Checks every interval from now on, for the first time within one. */
    @SuppressWarnings("FutureReturnValueIgnored") // it never fails, and ends when the thread is shut down
    public void start() {
        thread.execute(this::adopt);
        long first = ThreadLocalRandom.current().nextLong(settings.interval().toMillis() + 1);
        thread.schedule(this::roundAndAgain, first, TimeUnit.MILLISECONDS);
    }

    private void adopt() {
        try {
            int adopted = kept.adopt(settings.unkeptAge(), MOST_ADOPTED);
            if (adopted > 0) {
                LOG.info("{} tried branches from before calls were kept are checked, too", adopted);
            }
        } catch (RuntimeException e) { // the thread's top: the next start tries again
            LOG.warn("Branches from before calls were kept could not be looked for: {}", e.toString());
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // as above
    private void roundAndAgain() {
        try {
            reconcile();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException e) { // the loop's top: the next round tries again
            LOG.warn("Overdue branches could not be checked, will try again: {}", e.toString());
        }
        if (!thread.isShutdown()) {
            thread.schedule(this::roundAndAgain, jittered(settings.interval()).toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Checks what is due now, on the calling thread, until nothing is or the coordinator does not answer.
     *
     * @throws InterruptedException if the thread shall end
     */
    public void reconcile() throws InterruptedException {
        int logged = 0;
        boolean more = true;
        while (more && !thread.isShutdown()) {
            List<Due> due = kept.due(PAGE);
            more = due.size() == PAGE;
            List<BranchKey> finished = new ArrayList<>();
            due.stream().filter(each -> each.state() != RowState.TRIED).forEach(each -> finished.add(each.branch()));
            kept.forget(finished);
            for (Due each : due) {
                if (each.state() != RowState.TRIED || thread.isShutdown() || !kept.claim(each, LEASE)) {
                    continue;
                }
                Standing standing = coordinator.ask(each.branch().xid());
                if (standing instanceof Standing.NoAnswer silent) {
                    noAnswer(each, silent);
                    if (silent.reached()) {
                        continue;
                    }
                    more = false;
                    break;
                }
                answered();
                logged += settle(each, standing, logged < MOST_LOGGED_IN_A_ROUND) ? 1 : 0;
            }
        }
        counts.unhealed(report().size());
    }

    private void noAnswer(Due due, Standing.NoAnswer silent) {
        counts.add(Result.NO_ANSWER);
        kept.giveBack(due, jittered(settings.interval()));
        if (answering) {
            answering = false;
            LOG.warn(
                    "The coordinator does not say what became of {}: {}. Asked again later",
                    due.branch(),
                    silent.why());
        }
    }

    private void answered() {
        if (!answering) {
            answering = true;
            LOG.info("The coordinator answers again");
        }
    }

    /** @return whether something was logged */
    private boolean settle(Due due, Standing standing, boolean mayLog) {
        if (standing instanceof Standing.Undecided) {
            counts.add(Result.UNDECIDED);
            kept.later(due.branch(), jittered(settings.interval()), null, null);
            return false;
        }
        if (standing instanceof Standing.Decided decided) {
            if (!decided.mayHave(due.branch().branchId())) {
                return unhealed(due, Problem.NOT_ITS_BRANCH, "the coordinator has others only", mayLog);
            }
            Healer.Healed healed = healer.heal(due, decided.phase());
            return healed.problem() == null
                    ? healed(due, decided.phase(), mayLog)
                    : unhealed(due, healed.problem(), healed.detail(), mayLog);
        }
        return unhealed(
                due,
                Problem.UNKNOWN_TRANSACTION,
                "the coordinator does not know it: its record is gone, or it was another coordinator's",
                mayLog);
    }

    private boolean healed(Due due, Phase phase, boolean mayLog) {
        counts.add(phase == Phase.CONFIRM ? Result.CONFIRMED : Result.CANCELLED);
        kept.forget(List.of(due.branch()));
        if (mayLog) {
            LOG.warn("Reconciled: {} of {} ({}) had not arrived, and is done", phase, due.actionName(), due.branch());
        }
        return true;
    }

    private boolean unhealed(Due due, Problem problem, String detail, boolean mayLog) {
        counts.add(Result.UNHEALED);
        Duration pause = settings.interval().multipliedBy(1L << Math.min(due.checks(), 10));
        kept.later(
                due.branch(),
                jittered(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause),
                problem.name(),
                detail);
        if (mayLog) {
            LOG.error(
                    "Not reconciled, somebody must look: {} ({}) is tried and overdue. {}: {} (check {})",
                    due.actionName(),
                    due.branch(),
                    problem,
                    detail,
                    due.checks() + 1);
        }
        return true;
    }

    private static Duration jittered(Duration duration) {
        return Duration.ofMillis(
                (long) (duration.toMillis() * ThreadLocalRandom.current().nextDouble(0.75, 1.25)));
    }

    /**
     * The branches of this database, whichever instance looked at them, that are overdue and could not be healed, with the
     * reasons; the oldest first, 1000 at most. Reads the database.
     */
    public List<Unhealed> report() {
        return kept.unhealed(MOST_REPORTED);
    }

    /** What this instance has done. */
    public ReconcileCounts counts() {
        return counts;
    }

    /** Stops; waits a few seconds for a branch that is being healed. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
