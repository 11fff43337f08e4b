// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.log.LaneWalk.Row;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.SearchPosition;
import io.holdfast.coordinator.port.TransactionFilter;
import io.holdfast.coordinator.port.TransactionSearch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Searches the log by merging its lanes, each of which is walked through from its newest transaction on. What is looked for
 * in all transactions is found by looking at them, so many per request; the write path pays for no index beyond those that
 * it needs itself. Owns connections of its own, so few that searches never take much from the lanes.
 */
final class JdbcTransactionSearch implements TransactionSearch, AutoCloseable {
    private final Dialect dialect;
    private final ReaderPool readers;
    private final TrafficCount traffic;

    JdbcTransactionSearch(Dialect dialect, LongSupplier clock) {
        this.dialect = dialect;
        this.readers = new ReaderPool(dialect);
        this.traffic = new TrafficCount(clock);
    }

    @Override
    public Page search(TransactionFilter filter, SearchPosition from, int limit) throws LogFailure {
        return readers.ask("transactions cannot be looked for", on -> {
            if (filter.text() == null) {
                return search(on, filter, Candidates.of(filter), Match.FILTER, from, limit);
            }
            TextMatch text = TextMatch.of(on, filter.text());
            return text.isExact()
                    ? search(on, filter, Candidates.of(filter, text.ids(), text.tagNames()), Match.EXACT, from, limit)
                    : search(on, filter, Candidates.ofNames(filter), Match.NAME_PREFIX, from, limit);
        });
    }

    private static Page search(
            Connection on, TransactionFilter filter, Candidates candidates, Match how, SearchPosition from, int limit)
            throws SQLException {
        List<Long> met = new ArrayList<>();
        try (SearchWork work = new SearchWork(on, filter, candidates)) {
            SortedMap<Integer, LaneWalk> walks = walks(on, work, from, limit);
            for (LaneWalk walk : walks.values()) {
                walk.read();
            }
            Long until = null;
            LaneWalk newest = newest(walks);
            while (newest != null && met.size() < limit) {
                Row row = newest.take();
                until = row.begunAtMillis();
                if (row.isMet()) {
                    met.add(row.id());
                }
                if (newest.isToRead()) {
                    if (work.isEnough()) {
                        break;
                    }
                    newest.read();
                }
                newest = newest(walks);
            }
            return new Page(new SummaryReader(on).read(met), how, position(walks), until);
        }
    }

    private static SortedMap<Integer, LaneWalk> walks(Connection on, SearchWork work, SearchPosition from, int limit)
            throws SQLException {
        SortedMap<Integer, Long> below = new TreeMap<>();
        if (from != null) {
            below.putAll(from.below());
        } else {
            for (int lane = JdbcTransactionLog.countLanes(on) - 1; lane >= 0; lane--) {
                below.put(lane, LaneWalk.endOf(lane));
            }
        }
        int piece = Math.max(8, 2 * limit / Math.max(1, below.size()));
        SortedMap<Integer, LaneWalk> walks = new TreeMap<>();
        below.forEach((lane, highest) -> walks.put(lane, new LaneWalk(work, lane, highest, piece)));
        return walks;
    }

    /** The lane whose next row began last; null if all are done, or one of them has to be read first. */
    private static LaneWalk newest(SortedMap<Integer, LaneWalk> walks) {
        LaneWalk newest = null;
        for (LaneWalk walk : walks.values()) {
            if (walk.peek() != null
                    && (newest == null
                            || walk.peek().begunAtMillis() >= newest.peek().begunAtMillis())) {
                newest = walk;
            }
        }
        return newest;
    }

    private static SearchPosition position(SortedMap<Integer, LaneWalk> walks) {
        SortedMap<Integer, Long> below = new TreeMap<>();
        walks.forEach((lane, walk) -> {
            if (!walk.isDone()) {
                below.put(lane, walk.below());
            }
        });
        return below.isEmpty() ? null : new SearchPosition(below);
    }

    @Override
    public List<LogRecord> history(TransactionId id) throws LogFailure {
        return readers.ask("the history of transaction " + id + " cannot be read", on -> {
            List<LogRecord> history = new ArrayList<>();
            new LaneReplay(on, dialect, history::add).readOne(id);
            return history;
        });
    }

    @Override
    public List<Taking> takings(int lane, int sinceEpoch) throws LogFailure {
        return readers.ask("lane " + lane + "'s owners cannot be read", on -> LaneTakings.read(on, lane, sinceEpoch));
    }

    @Override
    public Owners owners() throws LogFailure {
        return readers.ask("the lanes cannot be read", on -> OwnersReader.read(on, dialect.isShared()));
    }

    @Override
    public Traffic traffic() throws LogFailure {
        return traffic.recent(count -> readers.ask("the transactions under way cannot be counted", count));
    }

    @Override
    public void close() {
        readers.close();
    }
}
