// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One round of the lean client: its callers as state machines. Used by the client's loop, but for {@link #result}. */
final class LeanRound implements LeanTask {
    private static final long LONGEST_TRANSACTION_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int CALLER_BITS = 10;
    private static final int CALLER_MASK = (1 << CALLER_BITS) - 1;
    private static final int COMMITTED = 9;
    private static final int ROLLBACKED = 11;

    private enum Phase {
        WARMING_UP,
        MEASURING,
        DRAINING
    }

    /** One caller and the one request that it has under way. */
    private static final class Caller {
        private final int index;
        private final Latencies latencies = new Latencies();
        private long number;
        private long startNanos;
        private boolean commits;
        private int awaitedId;
        private int branches;
        private byte[] xid;
        private Books.Page page;

        Caller(int index) {
            this.index = index;
            this.number = index;
        }
    }

    private final RoundPlan plan;
    private final LeanConnection asCaller;
    private final LeanConnection asParticipant;
    private final byte[] resource;
    private final Books books = new Books();
    private final Window window;
    private final List<Caller> callers = new ArrayList<>();
    private final CompletableFuture<RoundResult> result = new CompletableFuture<>();
    private Phase phase = Phase.WARMING_UP;
    private long phaseEndsNanos;
    private int active;
    private int lastId;

    LeanRound(RoundPlan plan, LeanConnection asCaller, LeanConnection asParticipant, byte[] resource) {
        this.plan = plan;
        this.asCaller = asCaller;
        this.asParticipant = asParticipant;
        this.resource = resource;
        this.window = new Window(plan);
    }

    /** Completes when every transaction of the round has ended. Any thread may wait. */
    CompletableFuture<RoundResult> result() {
        return result;
    }

    @Override
    public void start(long now) {
        phaseEndsNanos = now + TimeUnit.MILLISECONDS.toNanos(plan.warmUpMillis());
        for (int i = 0; i < plan.workload().callers(); i++) {
            Caller caller = new Caller(i);
            callers.add(caller);
            active++;
            begin(caller);
        }
    }

    @Override
    public boolean isOverAt(long now) throws IOException {
        if (phase != Phase.DRAINING && now >= phaseEndsNanos) {
            nextPhase(now);
        }
        if (phase != Phase.DRAINING || active > 0) {
            if (phase == Phase.DRAINING && now - phaseEndsNanos > LONGEST_TRANSACTION_NANOS) {
                throw new IOException(active + " transactions did not end");
            }
            return false;
        }
        books.close();
        result.complete(
                window.result(callers.stream().map(caller -> caller.latencies).toList(), books));
        return true;
    }

    private void nextPhase(long now) throws IOException {
        if (phase == Phase.WARMING_UP) {
            window.open();
            phaseEndsNanos = now + TimeUnit.MILLISECONDS.toNanos(plan.measuredMillis());
            phase = Phase.MEASURING;
        } else {
            window.close();
            phase = Phase.DRAINING;
        }
    }

    // ---- the caller ----

    private void begin(Caller caller) {
        caller.startNanos = System.nanoTime();
        caller.commits = plan.workload().commits(caller.number++);
        caller.page = new Books.Page(caller.commits);
        caller.branches = 0;
        Frames.beginTransaction(asCaller.out(), nextId(caller), Participant.TIMEOUT_MILLIS);
    }

    @Override
    public void answered(int id, int code, ByteBuffer body) {
        Caller caller = callers.get(id & CALLER_MASK);
        if (caller.awaitedId != id) {
            books.problem("an answer came to a request that was not open");
            return;
        }
        String failure = Frames.failure(body);
        if (failure != null) {
            books.problem("message " + code + ": " + failure);
            active--;
            return;
        }
        switch (code) {
            case Frames.BEGIN_RESULT -> {
                caller.xid = Frames.shortBytes(body);
                goOn(caller);
            }
            case Frames.BRANCH_REGISTER_RESULT -> {
                books.registered(body.getLong(), caller.page);
                caller.branches++;
                goOn(caller);
            }
            case Frames.COMMIT_RESULT -> ended(caller, body.get(), COMMITTED);
            case Frames.ROLLBACK_RESULT -> ended(caller, body.get(), ROLLBACKED);
            default -> throw new IllegalStateException("an answer of type " + code + " came");
        }
    }

    private void goOn(Caller caller) {
        if (caller.branches < plan.workload().branches()) {
            Frames.registerBranch(asParticipant.out(), nextId(caller), caller.xid, resource);
        } else {
            Frames.decide(asCaller.out(), nextId(caller), caller.xid, caller.commits);
        }
    }

    private void ended(Caller caller, int status, int expected) {
        if (status == expected) {
            books.ended(caller.page);
        } else {
            books.problem("a transaction ended with global status " + status + " instead of " + expected);
        }
        if (phase == Phase.MEASURING) {
            caller.latencies.add(System.nanoTime() - caller.startNanos);
        }
        if (phase == Phase.DRAINING) {
            caller.awaitedId = 0;
            active--;
        } else {
            begin(caller);
        }
    }

    private int nextId(Caller caller) {
        lastId = (lastId + 1) & (Integer.MAX_VALUE >> CALLER_BITS);
        caller.awaitedId = lastId << CALLER_BITS | caller.index;
        return caller.awaitedId;
    }

    // ---- the participant ----

    @Override
    public void asked(int id, int code, ByteBuffer body) {
        if (code != Frames.BRANCH_COMMIT && code != Frames.BRANCH_ROLLBACK) {
            throw new IllegalStateException("a request of type " + code + " came");
        }
        boolean commit = code == Frames.BRANCH_COMMIT;
        byte[] xid = Frames.shortBytes(body);
        long branchId = body.getLong();
        books.called(branchId, commit);
        Frames.branchDone(asParticipant.out(), id, commit, xid, branchId);
    }
}
