// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.SearchPosition;
import io.holdfast.coordinator.port.TransactionFilter;
import io.holdfast.coordinator.port.TransactionSearch;
import java.util.List;

/** The search in the log of this process, once that is open: the web server listens before. Safe for any thread. */
final class OpenedSearch implements TransactionSearch {
    private record Opened(TransactionSearch search, String self) {}

    private volatile Opened opened;

    /** @param self this node's name in the log */
    void open(TransactionSearch search, String self) {
        opened = new Opened(search, self);
    }

    /** Empty before the log is open. */
    String self() {
        Opened now = opened;
        return now == null ? "" : now.self();
    }

    private TransactionSearch search() throws LogFailure {
        Opened now = opened;
        if (now == null) {
            throw new LogFailure("the coordinator is starting, and its log is not open yet - ask again in a moment");
        }
        return now.search();
    }

    @Override
    public Page search(TransactionFilter filter, SearchPosition from, int limit) throws LogFailure {
        return search().search(filter, from, limit);
    }

    @Override
    public List<LogRecord> history(TransactionId id) throws LogFailure {
        return search().history(id);
    }

    @Override
    public List<Taking> takings(int lane, int sinceEpoch) throws LogFailure {
        return search().takings(lane, sinceEpoch);
    }

    @Override
    public Owners owners() throws LogFailure {
        return search().owners();
    }

    @Override
    public Traffic traffic() throws LogFailure {
        return search().traffic();
    }
}
