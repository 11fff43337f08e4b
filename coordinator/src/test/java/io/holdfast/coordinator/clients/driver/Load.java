// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients.driver;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.seata.core.context.RootContext;
import org.apache.seata.core.model.GlobalStatus;
import org.apache.seata.tm.api.TransactionalExecutor;
import org.apache.seata.tm.api.TransactionalTemplate;
import org.apache.seata.tm.api.transaction.TransactionInfo;

/**
 * Callers that never stop: each of their threads runs one transaction after another over this process's ledger and, as
 * often as not, another process's, and writes down what the client told it. The coordinator may come and go.
 */
final class Load {
    private static final int TIMEOUT_MILLIS = 3000;
    private static final int ACCOUNTS = 20;
    /** What the coordinator may say of a transaction that is over; the last one of one that it never wrote. */
    private static final Set<GlobalStatus> FINAL = EnumSet.of(
            GlobalStatus.Committed, GlobalStatus.Rollbacked, GlobalStatus.TimeoutRollbacked, GlobalStatus.Finished);

    private enum Kind {
        COMMIT,
        REFUSE,
        /** Begins, tries, and is never heard of again. */
        ABANDON
    }

    /**
     * A transaction that was begun.
     *
     * @param trys how many Trys have returned well
     * @param answer "returned", the code of the exception that the application saw, or "none"
     */
    private record Entry(String xid, Kind kind, int trys, String answer) {}

    private final SeataApplication application;
    private final ConcurrentLinkedQueue<Entry> entries = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> running = new ArrayList<>();
    private volatile boolean stopped;

    Load(SeataApplication application) {
        this.application = application;
    }

    /** @param args number of threads, seed, loopback port of the other process */
    void start(List<String> args) {
        long seed = Long.parseLong(args.get(1));
        int peerPort = Integer.parseInt(args.get(2));
        for (int i = 0; i < Integer.parseInt(args.get(0)); i++) {
            Random random = new Random(seed + i);
            running.add(threads.submit(() -> {
                new Caller(random, new Peer(peerPort)).run();
                return null;
            }));
        }
    }

    /** How many transactions have been answered, one way or the other. */
    int answered() {
        return answered.get();
    }

    /** Ends when every caller has ended the transaction that it is in. */
    void stop() throws Exception {
        stopped = true;
        for (Future<?> caller : running) {
            caller.get(2, TimeUnit.MINUTES);
        }
    }

    /**
     * Every transaction that was begun: xid, kind, number of Trys, what the caller was told, and what the coordinator says
     * of it now, with spaces between them. Waits for transactions to be over.
     *
     * @param patienceMillis how long to wait, for all of them together
     */
    List<String> report(int patienceMillis) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        awaitReconnected(deadline);
        List<Future<String>> lines = new ArrayList<>();
        ExecutorService askers = Executors.newFixedThreadPool(8);
        for (Entry entry : entries) {
            lines.add(askers.submit(() -> String.join(
                    " ",
                    entry.xid(),
                    entry.kind().name(),
                    String.valueOf(entry.trys()),
                    entry.answer(),
                    settled(entry.xid(), deadline).name())));
        }
        List<String> report = new ArrayList<>();
        for (Future<String> line : lines) {
            report.add(line.get());
        }
        askers.shutdown();
        return report;
    }

    /** A client whose coordinator was away connects its participants again when they register a branch. */
    private void awaitReconnected(long deadline) {
        Caller caller = new Caller(new Random(0), null);
        while (!caller.transaction(Kind.COMMIT).equals("returned") && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private static GlobalStatus settled(String xid, long deadline) throws Exception {
        GlobalStatus status = SeataApplication.status(xid);
        while (!FINAL.contains(status) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            status = SeataApplication.status(xid);
        }
        return status;
    }

    /** One thread's transactions. */
    private final class Caller {
        private final Random random;
        private final Peer peer;

        /** @param peer where every second transaction has another branch; null for nowhere */
        Caller(Random random, Peer peer) {
            this.random = random;
            this.peer = peer;
        }

        void run() {
            while (!stopped) {
                int draw = random.nextInt(100);
                transaction(draw < 65 ? Kind.COMMIT : draw < 90 ? Kind.REFUSE : Kind.ABANDON);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(40)));
            }
        }

        /** @return what the caller was told, as in {@link Entry} */
        String transaction(Kind kind) {
            Transaction transaction = new Transaction(kind);
            String answer = "none";
            try {
                if (kind == Kind.ABANDON) {
                    transaction.xid = SeataApplication.begin("load", TIMEOUT_MILLIS);
                    transaction.tryAll();
                } else {
                    new TransactionalTemplate().execute(transaction);
                    answer = "returned";
                }
            } catch (Throwable thrown) {
                answer = kind == Kind.ABANDON ? answer : SeataApplication.codeOf(thrown);
            }
            if (transaction.xid == null) {
                // Nobody to begin with: do not ask again at once.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
                return answer;
            }
            answer = answer.isEmpty() ? "other" : answer;
            entries.add(new Entry(transaction.xid, kind, transaction.trys, answer));
            answered.incrementAndGet();
            return answer;
        }

        private final class Transaction implements TransactionalExecutor {
            private final Kind kind;
            private String xid;
            private int trys;

            Transaction(Kind kind) {
                this.kind = kind;
            }

            @Override
            public Object execute() throws Throwable {
                xid = RootContext.getXID();
                tryAll();
                if (kind == Kind.REFUSE) {
                    throw new IllegalStateException("the business refuses");
                }
                return null;
            }

            void tryAll() throws Exception {
                application.freeze(xid, account(), 1 + random.nextInt(5));
                trys++;
                if (peer != null && random.nextBoolean()) {
                    peer.freeze(xid, account(), 1 + random.nextInt(5));
                    trys++;
                }
            }

            private String account() {
                return "account-" + random.nextInt(ACCOUNTS);
            }

            @Override
            public TransactionInfo getTransactionInfo() {
                TransactionInfo info = new TransactionInfo();
                info.setName("load");
                info.setTimeOut(TIMEOUT_MILLIS);
                return info;
            }
        }
    }
}
