// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The books of a soak, in which answers get lost and calls are repeated: every branch must be confirmed or cancelled at
 * least once, never both, all branches of a transaction alike, and as the caller was told. Used by one thread.
 */
final class SoakBooks {
    private static final int FINISHED_KEPT = 200_000;
    private static final int MOST_PROBLEMS_KEPT = 20;

    enum Way {
        CONFIRM,
        CANCEL
    }

    /** One transaction that may still be called. */
    static final class Page {
        private final String xid;
        /** By branch id: whether it has been called. */
        private final Map<Long, Boolean> branches = new HashMap<>();
        /** A registration whose answer was lost may have made a branch that we do not know. */
        private boolean lostRegistration;

        private Way asked;
        private Way told;
        private Way called;
        private boolean left;

        Page(String xid) {
            this.xid = xid;
        }
    }

    private final Map<String, Page> pages = new HashMap<>();
    private final Map<String, Way> finished = new LinkedHashMap<>(1024, 0.75f, false) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Way> eldest) {
            return size() > FINISHED_KEPT;
        }
    };
    private final List<String> problems = new ArrayList<>();
    private long problemCount;
    private long branches;
    private long confirmed;
    private long cancelled;
    private long repeated;

    Page begun(String xid) {
        Page page = new Page(xid);
        if (pages.put(xid, page) != null || finished.containsKey(xid)) {
            problem("xid " + xid + " was given twice");
        }
        return page;
    }

    void registered(Page page, long branchId) {
        branches++;
        if (page.branches.put(branchId, false) != null) {
            problem("branch id " + branchId + " was given twice");
        }
    }

    void asks(Page page, boolean commit) {
        page.asked = commit ? Way.CONFIRM : Way.CANCEL;
    }

    /** The caller was told that the transaction has been decided so, and may be over. */
    void told(Page page, boolean commit) {
        page.told = commit ? Way.CONFIRM : Way.CANCEL;
        if (page.called != null && page.called != page.told) {
            problem(page.xid + " is told as " + page.told + ", and was called " + page.called);
        }
        leave(page);
    }

    /** The caller has nothing more to do with it, and perhaps does not know how it ends. */
    void leave(Page page) {
        page.left = true;
        settle(page);
    }

    void lostRegistration(Page page) {
        page.lostRegistration = true;
    }

    /** A call has come and is being done. */
    void called(String xid, long branchId, boolean commit) {
        Way way = commit ? Way.CONFIRM : Way.CANCEL;
        Page page = pages.get(xid);
        if (page == null) {
            calledAfterTheEnd(xid, way);
            return;
        }
        Boolean before = page.branches.get(branchId);
        if (before == null && !page.lostRegistration) {
            problem(way + " of branch " + branchId + " of " + xid + ", which nobody registered");
        }
        if (before == null) {
            branches++;
        }
        judge(page, way);
        if (Boolean.TRUE.equals(before)) {
            repeated++;
        } else if (commit) {
            confirmed++;
        } else {
            cancelled++;
        }
        page.called = way;
        page.branches.put(branchId, true);
        settle(page);
    }

    private void judge(Page page, Way way) {
        if (page.called != null && page.called != way) {
            problem(page.xid + " was called both ways");
        }
        if (way == Way.CONFIRM && page.asked != Way.CONFIRM) {
            problem(page.xid + " is confirmed, and nobody asked for that");
        }
        if (page.told != null && page.told != way) {
            problem(page.xid + " is called " + way + ", and was told as " + page.told);
        }
    }

    private void calledAfterTheEnd(String xid, Way way) {
        Way end = finished.get(xid);
        if (end == way) {
            repeated++;
        } else {
            problem(way + " of " + xid + ", which " + (end == null ? "nobody knows" : "ended with " + end));
        }
    }

    /** Once nobody is in it and every branch has been called, or there is none, it is over. */
    private void settle(Page page) {
        boolean all = page.branches.values().stream().allMatch(Boolean::booleanValue);
        boolean known = page.called != null || (page.told != null && page.branches.isEmpty());
        if (page.left && all && known && !page.lostRegistration) {
            pages.remove(page.xid);
            Way end = page.called == null ? page.told : page.called;
            finished.put(page.xid, end);
        }
    }

    /** Once the coordinator has nothing left to do. */
    void close() {
        for (Iterator<Page> left = pages.values().iterator(); left.hasNext(); ) {
            Page page = left.next();
            long missing =
                    page.branches.values().stream().filter(called -> !called).count();
            if (missing > 0) {
                problem(missing + " of " + page.branches.size() + " branches of " + page.xid + " (" + page.told
                        + ") were never called");
            }
        }
    }

    /** Branches of which no call has come yet. */
    long awaited() {
        return branches - confirmed - cancelled;
    }

    void problem(String what) {
        problemCount++;
        if (problems.size() < MOST_PROBLEMS_KEPT) {
            problems.add(what);
        }
    }

    /** @param transactions begun so far */
    SoakReport report(long transactions, long reconnects) {
        return new SoakReport(
                transactions,
                branches,
                confirmed,
                cancelled,
                repeated,
                awaited(),
                reconnects,
                problemCount,
                List.copyOf(problems));
    }
}
