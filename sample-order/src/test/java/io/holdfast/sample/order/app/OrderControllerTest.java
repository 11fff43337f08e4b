// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.app;

import static org.hamcrest.Matchers.containsString;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.holdfast.sample.api.Refusal;
import io.holdfast.sample.api.RefusedException;
import io.holdfast.sample.order.domain.NewOrder;
import io.holdfast.sample.order.domain.OrderBook;
import io.holdfast.sample.order.domain.OrderMapper;
import io.holdfast.sample.order.domain.Reason;
import io.holdfast.sample.testing.SampleDatabase;
import java.math.BigDecimal;
import org.apache.seata.core.exception.TransactionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/** The HTTP side over the real order book; the global transaction is played by the test, as its coordinator decides. */
final class OrderControllerTest {
    private static final String XID = "127.0.0.1:8091:1";
    private static final String ORDER = """
            {"orderNo":"O-1","sku":"SKU-1","quantity":2,"account":"alice","amount":19.90}""";

    private final SampleDatabase database = SampleDatabase.onH2("sample-order", OrderMapper.class);
    private final OrderBook book = new OrderBook(database.mapper(OrderMapper.class));

    @AfterEach
    void tearDown() {
        database.close();
    }

    /** What happens between begin and the answer of the coordinator. */
    private interface Course {
        void run(OrderBook book, NewOrder order) throws TransactionException;
    }

    private static final Course COMMITTED = (book, order) -> {
        book.create(order, XID, 1);
        book.confirm(XID, 1);
    };

    private static final Course REFUSED = (book, order) -> {
        book.create(order, XID, 1);
        book.explain(order.orderNo(), XID, new Reason(Refusal.OUT_OF_STOCK, "2 were asked for, 0 are available."));
        book.cancel(XID, 1);
        throw new RefusedException(Refusal.OUT_OF_STOCK, "2 were asked for, 0 are available.");
    };

    private static final Course BROKEN = (book, order) -> {
        book.create(order, XID, 1);
        book.cancel(XID, 1);
        throw new IllegalStateException("a participant broke");
    };

    @Test
    void aConfirmedOrderIsCreated() throws Exception {
        place(COMMITTED)
                .andExpect(status().isCreated())
                .andExpect(header().string("Location", "/orders/O-1"))
                .andExpect(jsonPath("$.orderNo").value("O-1"))
                .andExpect(jsonPath("$.status").value("CONFIRMED"))
                .andExpect(jsonPath("$.xid").value(XID))
                .andExpect(jsonPath("$.reason").doesNotExist());
    }

    @Test
    void aRefusedOrderIsAConflictThatSaysWhy() throws Exception {
        place(REFUSED)
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.status").value("CANCELLED"))
                .andExpect(jsonPath("$.reason").value("OUT_OF_STOCK"))
                .andExpect(jsonPath("$.message").value("2 were asked for, 0 are available."))
                .andExpect(jsonPath("$.xid").value(XID));
    }

    @Test
    void anOrderWhoseParticipantBrokeSaysSo() throws Exception {
        place(BROKEN)
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.reason").value("PARTICIPANT_FAILED"));
    }

    @Test
    void anOrderThatFailedAfterItsTimeIsATimeoutWhateverTheLastErrorWas() throws Exception {
        place(browser(BROKEN, 0), ORDER)
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.reason").value("TIMEOUT"));
    }

    @Test
    void anUndecidedOrderIsAcceptedAndClaimsNothing() throws Exception {
        place((book, order) -> {
                    book.create(order, XID, 1);
                    throw new TransactionException("the coordinator did not answer the commit");
                })
                .andExpect(status().isAccepted())
                .andExpect(jsonPath("$.status").value("TRYING"))
                .andExpect(jsonPath("$.reason").doesNotExist());
    }

    @Test
    void anOrderThatCouldNotBeginMayBeSentAgain() throws Exception {
        place((book, order) -> {
                    throw new TransactionException("no coordinator");
                })
                .andExpect(status().isServiceUnavailable())
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON))
                .andExpect(jsonPath("$.detail").value(containsString("Send it again")));
    }

    @Test
    void theSameOrderSentAgainIsAnsweredAsBeforeAndNotPlacedAgain() throws Exception {
        place(COMMITTED).andExpect(status().isCreated());

        place((book, order) -> {
                    throw new AssertionError("placed again");
                })
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.status").value("CONFIRMED"));
    }

    @Test
    void aCancelledOrderSentAgainStaysCancelled() throws Exception {
        place(REFUSED).andExpect(status().isConflict());

        place(COMMITTED)
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.reason").value("OUT_OF_STOCK"));
    }

    @Test
    void aNumberThatBelongsToAnotherOrderIsRefused() throws Exception {
        place(COMMITTED).andExpect(status().isCreated());

        place(browser(COMMITTED, 5000), ORDER.replace("\"quantity\":2", "\"quantity\":3"))
                .andExpect(status().isConflict())
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON));
    }

    @Test
    void ofTwoThatSendTheSameNumberAtOnceTheSecondIsToldOfTheFirst() throws Exception {
        place((book, order) -> {
                    book.create(order, "of the first", 1);
                    book.confirm("of the first", 1);
                    throw new RefusedException(Refusal.DUPLICATE_ORDER, "There is an order O-1 already.");
                })
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.status").value("CONFIRMED"))
                .andExpect(jsonPath("$.xid").value("of the first"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "orderNo  | \"O-1\"   | \"\"",
                "orderNo  | \"O-1\"   | null",
                "sku      | \"SKU-1\" | \" \"",
                "account  | \"alice\" | null",
                "quantity | 2         | 0",
                "quantity | 2         | -1",
                "quantity | 2         | null",
                "quantity | 2         | \"two\"",
                "quantity | 2         | 99999999999",
                "amount   | 19.90     | 0",
                "amount   | 19.90     | 19.905",
                "amount   | 19.90     | null",
            })
    void invalidInputIsRefusedByTheNameOfItsField(String field, String good, String bad) throws Exception {
        String json = ORDER.replace("\"" + field + "\":" + good, "\"" + field + "\":" + bad);

        place(browser(COMMITTED, 5000), json)
                .andExpect(status().isBadRequest())
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON))
                .andExpect(jsonPath("$.detail").value(containsString(field)))
                .andExpect(jsonPath("$.fields." + field).exists());
    }

    @Test
    void aBodyThatIsNoJsonIsRefused() throws Exception {
        place(browser(COMMITTED, 5000), "{\"orderNo\":")
                .andExpect(status().isBadRequest())
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON));
    }

    @Test
    void anOrderIsFoundByItsNumber() throws Exception {
        MockMvc browser = browser(COMMITTED, 5000);
        place(browser, ORDER);

        browser.perform(get("/orders/O-1"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.status").value("CONFIRMED"))
                .andExpect(jsonPath("$.amount").value(19.90));
    }

    @Test
    void anOrderThatNobodyExplainedSaysThat() throws Exception {
        MockMvc browser = browser(COMMITTED, 5000);
        book.create(new NewOrder("O-2", "SKU-1", 2, "alice", BigDecimal.ONE), XID, 2);
        book.cancel(XID, 2);

        browser.perform(get("/orders/O-2"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.status").value("CANCELLED"))
                .andExpect(jsonPath("$.reason").doesNotExist())
                .andExpect(jsonPath("$.message").value(containsString("nobody said why")));
    }

    @Test
    void theWayIsTheCustomersChoice() throws Exception {
        String json = ORDER.replace("{", "{\"way\":\"ONE_CALL\",");

        place(browser(COMMITTED, 5000, Way.ONE_CALL), json)
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.status").value("CONFIRMED"));
    }

    @Test
    void anUnknownWayIsRefusedByItsName() throws Exception {
        place(browser(COMMITTED, 5000), ORDER.replace("{", "{\"way\":\"CARRIER_PIGEON\","))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.fields.way").exists());
    }

    @Test
    void anUnknownOrderIsNotFound() throws Exception {
        browser(COMMITTED, 5000)
                .perform(get("/orders/O-404"))
                .andExpect(status().isNotFound())
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON));
    }

    private ResultActions place(Course course) throws Exception {
        return place(browser(course, 5000), ORDER);
    }

    private static ResultActions place(MockMvc browser, String json) throws Exception {
        return browser.perform(
                post("/orders").contentType(MediaType.APPLICATION_JSON).content(json));
    }

    private MockMvc browser(Course course, long timeoutMillis) {
        return browser(course, timeoutMillis, Way.INTERACTIVE);
    }

    private MockMvc browser(Course course, long timeoutMillis, Way way) {
        OrderWay played = (order, started) -> {
            started.accept(XID);
            course.run(book, order);
        };
        OrderWay never = (order, started) -> {
            throw new AssertionError("not the way that was asked for");
        };
        OrderDesk desk = way == Way.ONE_CALL
                ? new OrderDesk(never, played, book, timeoutMillis)
                : new OrderDesk(played, never, book, timeoutMillis);
        return MockMvcBuilders.standaloneSetup(new OrderController(desk))
                .setControllerAdvice(new OrderProblems())
                .build();
    }
}
