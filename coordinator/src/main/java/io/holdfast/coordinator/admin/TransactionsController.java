// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin;

import io.holdfast.coordinator.admin.TransactionViews.PageView;
import io.holdfast.coordinator.admin.TransactionViews.SummaryView;
import io.holdfast.coordinator.admin.TransactionViews.TransactionView;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.LogFailure;
import io.holdfast.coordinator.port.TransactionSearch;
import io.holdfast.coordinator.port.TransactionSearch.Page;
import java.time.Instant;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/transactions}: looks for transactions, and tells all that happened to one. */
@RestController
@RequestMapping(path = "/api/v1/transactions", produces = MediaType.APPLICATION_JSON_VALUE)
public final class TransactionsController {
    private final TransactionSearch search;

    public TransactionsController(TransactionSearch search) {
        this.search = search;
    }

    @GetMapping
    PageView search(@RequestParam MultiValueMap<String, String> query) throws LogFailure {
        SearchRequest request = SearchRequest.of(query);
        Page page = search.search(request.filter(), request.from(), request.limit());
        return new PageView(
                page.found().stream().map(SummaryView::of).toList(),
                page.next() == null ? null : CursorCodec.write(page.next(), request.filter()),
                page.searchedUntilMillis() == null ? null : Instant.ofEpochMilli(page.searchedUntilMillis()),
                page.how().name());
    }

    @GetMapping("/{xid}")
    TransactionView transaction(@PathVariable("xid") String xid) throws LogFailure {
        TransactionId id = SearchRequest.id("xid", xid);
        List<LogRecord> history = search.history(id);
        if (history.isEmpty()) {
            throw new AdminProblem(
                    HttpStatus.NOT_FOUND,
                    "NO_SUCH_TRANSACTION",
                    "xid",
                    "the log has no transaction " + id
                            + ": it never had a branch and so counts as cancelled, or its record was purged",
                    "look for it by its key or a tag, or ask for it again once it has a branch");
        }
        return Story.of(history, search.takings(id.lane(), id.epoch()));
    }
}
