// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A paced client that outlives its coordinator and loses its participant when told: connects again and again, forgets what
 * was under way, and keeps its books. Transactions have none to eight branches; of a hundred, ten are rolled back, two are
 * never decided, and every fiftieth call is refused once. Used by one thread, which is its loop.
 */
final class SoakClient {
    private static final int CALLERS = 64;
    private static final int CALLER_BITS = 10;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int[] BRANCHES = {3, 1, 3, 0, 8, 3, 2, 1};
    private static final long TURN_MILLIS = 5;
    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int COMMIT_RETRYING = 3;
    private static final int ROLLBACK_RETRYING = 5;
    private static final int TIMEOUT_ROLLBACKING = 6;
    private static final int COMMITTED = 9;
    private static final int ROLLBACKED = 11;
    private static final int TIMEOUT_ROLLBACKED = 13;

    private static final class Caller {
        private SoakBooks.Page page;
        private byte[] xid;
        private long number;
        private int branches;
        private int awaitedId;
        private int awaitedCode;
        private long askedNanos;
        private boolean busy;
    }

    private final InetSocketAddress address;
    private final double perSecond;
    private final byte[] resource = Frames.bytes(Participant.RESOURCE);
    private final SoakBooks books = new SoakBooks();
    private final List<Caller> callers = new ArrayList<>();
    private Selector selector;
    private LeanConnection asCaller;
    private LeanConnection asParticipant;
    private long started;
    private long reconnects;
    private long calls;
    private int lastId;
    private double allowed;
    private long turnedNanos;
    private long pingedNanos;

    SoakClient(InetSocketAddress address, double perSecond) {
        this.address = address;
        this.perSecond = perSecond;
        for (int i = 0; i < CALLERS; i++) {
            callers.add(new Caller());
        }
    }

    SoakReport report() {
        return books.report(started, reconnects);
    }

    long awaited() {
        return books.awaited();
    }

    SoakReport close() {
        books.close();
        return report();
    }

    /**
     * One turn: whatever has come, and what is due.
     *
     * @param begins whether new transactions are begun
     * @param present whether the participant is connected
     */
    void turn(boolean begins, boolean present) throws InterruptedException {
        try {
            connect();
            attend(present);
            long now = System.nanoTime();
            if (now - pingedNanos > PING_NANOS) {
                pingedNanos = now;
                Frames.ping(asCaller.out(), 0);
                if (asParticipant != null) {
                    Frames.ping(asParticipant.out(), 0);
                }
            }
            if (begins && asParticipant != null) {
                begin(now);
            }
            flush();
            selector.select(key -> {}, TURN_MILLIS);
            asCaller.read(this::frame);
            if (asParticipant != null) {
                asParticipant.read(this::frame);
            }
            expire(now);
            flush();
        } catch (IOException gone) {
            disconnect();
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private void connect() throws IOException {
        if (asCaller == null) {
            selector = Selector.open();
            asCaller = LeanConnection.open(address, selector);
            Frames.registerCaller(asCaller.out(), 0);
            reconnects++;
        }
    }

    private void attend(boolean present) throws IOException {
        if (present && asParticipant == null) {
            asParticipant = LeanConnection.open(address, selector);
            Frames.registerParticipant(asParticipant.out(), 0, resource);
        } else if (!present && asParticipant != null) {
            asParticipant.close();
            asParticipant = null;
            callers.stream()
                    .filter(caller -> caller.busy && caller.awaitedCode == Frames.BRANCH_REGISTER_RESULT)
                    .forEach(this::abandon);
        }
    }

    private void disconnect() {
        try {
            if (asParticipant != null) {
                asParticipant.close();
            }
            if (asCaller != null) {
                asCaller.close();
            }
            if (selector != null) {
                selector.close();
            }
        } catch (IOException alreadyGone) {
            // they are gone, which was wanted
        }
        asCaller = null;
        asParticipant = null;
        selector = null;
        callers.stream().filter(caller -> caller.busy).forEach(this::abandon);
    }

    private void flush() throws IOException {
        asCaller.flush();
        if (asParticipant != null) {
            asParticipant.flush();
        }
    }

    private void expire(long now) {
        for (Caller caller : callers) {
            if (caller.busy && now - caller.askedNanos > ANSWER_NANOS) {
                books.problem("a request was not answered for 30 s on a good connection");
                abandon(caller);
            }
        }
    }

    private void abandon(Caller caller) {
        caller.busy = false;
        if (caller.page != null) {
            if (caller.awaitedCode == Frames.BRANCH_REGISTER_RESULT) {
                books.lostRegistration(caller.page);
            }
            books.leave(caller.page);
            caller.page = null;
        }
    }

    private void begin(long now) {
        // What an outage kept back is not made up for.
        allowed = Math.min(CALLERS, allowed + perSecond * (now - turnedNanos) / 1e9);
        turnedNanos = now;
        for (Caller caller : callers) {
            if (!caller.busy && allowed >= 1) {
                allowed--;
                caller.busy = true;
                caller.page = null;
                caller.number = started++;
                caller.branches = 0;
                Frames.beginTransaction(asCaller.out(), asks(caller, Frames.BEGIN_RESULT), TIMEOUT_MILLIS);
            }
        }
    }

    private int asks(Caller caller, int expectedCode) {
        lastId = (lastId + 1) & (Integer.MAX_VALUE >> CALLER_BITS);
        caller.awaitedId = lastId << CALLER_BITS | callers.indexOf(caller);
        caller.awaitedCode = expectedCode;
        caller.askedNanos = System.nanoTime();
        return caller.awaitedId;
    }

    private void frame(LeanConnection from, byte type, int id, ByteBuffer body) {
        if (!body.hasRemaining()) {
            return; // the answer to a ping
        }
        int code = body.getShort();
        if (code == Frames.BRANCH_COMMIT || code == Frames.BRANCH_ROLLBACK) {
            asked(id, code == Frames.BRANCH_COMMIT, body);
        } else if (code != Frames.REGISTER_TM_RESULT && code != Frames.REGISTER_RM_RESULT) {
            Caller caller = callers.get(id & (1 << CALLER_BITS) - 1);
            if (caller.busy && caller.awaitedId == id) {
                answered(caller, code, body);
            }
        }
    }

    private void asked(int id, boolean commit, ByteBuffer body) {
        byte[] xid = Frames.shortBytes(body);
        long branchId = body.getLong();
        if (++calls % 50 == 0) {
            Frames.branchFailed(asParticipant.out(), id, commit, xid, branchId);
            return;
        }
        books.called(new String(xid, StandardCharsets.UTF_8), branchId, commit);
        Frames.branchDone(asParticipant.out(), id, commit, xid, branchId);
    }

    private void answered(Caller caller, int code, ByteBuffer body) {
        String failure = Frames.failure(body);
        if (failure != null) {
            // Refused or put off: the coordinator's timeout ends what it began.
            abandon(caller);
            return;
        }
        switch (code) {
            case Frames.BEGIN_RESULT -> {
                caller.xid = Frames.shortBytes(body);
                caller.page = books.begun(new String(caller.xid, StandardCharsets.UTF_8));
                goOn(caller);
            }
            case Frames.BRANCH_REGISTER_RESULT -> {
                books.registered(caller.page, body.getLong());
                caller.branches++;
                goOn(caller);
            }
            default -> decided(caller, body.get());
        }
    }

    private void goOn(Caller caller) {
        if (asParticipant != null && caller.branches < BRANCHES[(int) (caller.number % BRANCHES.length)]) {
            Frames.registerBranch(
                    asParticipant.out(), asks(caller, Frames.BRANCH_REGISTER_RESULT), caller.xid, resource);
        } else if (caller.number % 50 == 7) {
            abandon(caller);
        } else {
            boolean commit = caller.number % 10 != 3;
            books.asks(caller.page, commit);
            Frames.decide(
                    asCaller.out(),
                    asks(caller, commit ? Frames.COMMIT_RESULT : Frames.ROLLBACK_RESULT),
                    caller.xid,
                    commit);
        }
    }

    private void decided(Caller caller, int status) {
        switch (status) {
            case COMMITTED, COMMIT_RETRYING -> books.told(caller.page, true);
            case ROLLBACKED, ROLLBACK_RETRYING, TIMEOUT_ROLLBACKED, TIMEOUT_ROLLBACKING ->
                books.told(caller.page, false);
            default -> books.problem("a decision was answered with global status " + status);
        }
        caller.page = null;
        caller.busy = false;
    }
}
