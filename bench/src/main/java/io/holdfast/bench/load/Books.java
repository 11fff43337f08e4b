// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The books of one round: every branch that was registered, until its one Confirm or Cancel has come. What should not have
 * happened is a problem, and a round with a problem is void. Safe for any thread.
 */
final class Books {
    private static final int MOST_PROBLEMS_KEPT = 10;

    /** One transaction's page. */
    static final class Page {
        private final boolean commits;
        private final AtomicInteger outstanding = new AtomicInteger();

        Page(boolean commits) {
            this.commits = commits;
        }
    }

    private final ConcurrentHashMap<Long, Page> awaited = new ConcurrentHashMap<>();
    private final LongAdder registered = new LongAdder();
    private final List<String> problems = new ArrayList<>();
    private long problemCount;

    /** Before its transaction is decided. */
    void registered(long branchId, Page page) {
        registered.increment();
        page.outstanding.incrementAndGet();
        if (awaited.put(branchId, page) != null) {
            problem("branch id " + branchId + " was given twice");
        }
    }

    /** Branches whose Try and Confirm, exactly one each, are in books kept elsewhere. */
    void foundSound(long branches) {
        registered.add(branches);
    }

    /** A Confirm or a Cancel has come. */
    void called(long branchId, boolean confirm) {
        Page page = awaited.remove(branchId);
        String call = confirm ? "Confirm" : "Cancel";
        if (page == null) {
            problem(call + " of branch " + branchId + ", which is unknown or was called before");
        } else if (page.commits != confirm) {
            problem(call + " of branch " + branchId + ", whose transaction is being decided the other way");
        } else {
            page.outstanding.decrementAndGet();
        }
    }

    /** The coordinator has said that the transaction is over. */
    void ended(Page page) {
        int missing = page.outstanding.get();
        if (missing != 0) {
            problem("a transaction was called ended with " + missing + " branches neither confirmed nor cancelled");
        }
    }

    /** At the end of the round: every branch must have had its call. */
    void close() {
        if (!awaited.isEmpty()) {
            problem(awaited.size() + " branches were never confirmed or cancelled");
        }
    }

    synchronized void problem(String what) {
        problemCount++;
        if (problems.size() < MOST_PROBLEMS_KEPT) {
            problems.add(what);
        }
    }

    long branches() {
        return registered.sum();
    }

    synchronized long problemCount() {
        return problemCount;
    }

    synchronized List<String> problems() {
        return List.copyOf(problems);
    }
}
