// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Begins transactions and leaves them: undecided; or, once their participant has gone, committed, so that the coordinator
 * has to keep calling a participant that is away. Used by the client's loop, but for {@link #done}.
 */
final class LeanHold implements LeanTask {
    private static final int UNDER_WAY = 256;
    private static final int COMMIT_RETRYING = 3;

    /** One transaction that is being made. */
    private static final class Slot {
        private byte[] xid;
        private int branches;
    }

    private final int transactions;
    private final int branches;
    private final int timeoutMillis;
    private final LeanConnection asCaller;
    private final LeanConnection asParticipant;
    private final byte[] resource;
    private final boolean commits;
    private final List<Slot> slots = new ArrayList<>();
    private final List<byte[]> made = new ArrayList<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int begun;
    private int decided;
    private int answers;

    /** @param commits whether the participant goes, and all are committed, once they are made */
    LeanHold(LeanClient client, int transactions, int branches, int timeoutMillis, boolean commits) {
        this.transactions = transactions;
        this.branches = branches;
        this.timeoutMillis = timeoutMillis;
        this.asCaller = client.caller();
        this.asParticipant = client.participant();
        this.resource = client.resource();
        this.commits = commits;
    }

    CompletableFuture<Void> done() {
        return done;
    }

    @Override
    public void start(long nowNanos) {
        for (int i = 0; i < Math.min(UNDER_WAY, transactions); i++) {
            slots.add(new Slot());
            begin(i);
        }
    }

    private void begin(int slot) {
        if (begun < transactions) {
            begun++;
            slots.get(slot).branches = 0;
            Frames.beginTransaction(asCaller.out(), slot, timeoutMillis);
        }
    }

    @Override
    public boolean isOverAt(long nowNanos) throws IOException {
        if (made.size() == transactions && commits && decided == 0) {
            asParticipant.close();
            decideMore();
        }
        boolean over = made.size() == transactions && (!commits || answers == transactions);
        if (over) {
            done.complete(null);
        }
        return over;
    }

    private void decideMore() {
        while (decided < transactions && decided - answers < UNDER_WAY) {
            Frames.decide(asCaller.out(), decided, made.get(decided), true);
            decided++;
        }
    }

    @Override
    public void answered(int id, int code, ByteBuffer body) {
        String failure = Frames.failure(body);
        if (failure != null) {
            throw new IllegalStateException("message " + code + ": " + failure);
        }
        switch (code) {
            case Frames.BEGIN_RESULT -> {
                slots.get(id).xid = Frames.shortBytes(body);
                goOn(id);
            }
            case Frames.BRANCH_REGISTER_RESULT -> {
                slots.get(id).branches++;
                goOn(id);
            }
            case Frames.COMMIT_RESULT -> {
                byte status = body.get();
                if (status != COMMIT_RETRYING) {
                    throw new IllegalStateException("committed with nobody to confirm, and the answer is " + status);
                }
                answers++;
                decideMore();
            }
            default -> throw new IllegalStateException("an answer of type " + code + " came");
        }
    }

    private void goOn(int id) {
        Slot slot = slots.get(id);
        if (slot.branches < branches) {
            Frames.registerBranch(asParticipant.out(), id, slot.xid, resource);
        } else {
            made.add(slot.xid);
            begin(id);
        }
    }

    @Override
    public void asked(int id, int code, ByteBuffer body) {
        throw new IllegalStateException("a branch of an undecided transaction was called");
    }
}
