// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SoakBooksTest {
    private final SoakBooks books = new SoakBooks();

    private SoakReport closed() {
        books.close();
        return books.report(1, 0);
    }

    @Test
    void repeatedCallsAreBorneBeforeTheEndAndAfterIt() {
        SoakBooks.Page page = books.begun("x:1");
        books.registered(page, 11);
        books.asks(page, true);
        books.called("x:1", 11, true);
        books.called("x:1", 11, true);
        books.told(page, true);
        books.called("x:1", 11, true);
        SoakReport report = closed();
        assertThat(report.problems()).isEmpty();
        assertThat(report.confirmed()).isEqualTo(1);
        assertThat(report.repeated()).isEqualTo(2);
        assertThat(report.awaited()).isZero();
    }

    @Test
    void branchesOfOneTransactionThatGoBothWaysAreAProblem() {
        SoakBooks.Page page = books.begun("x:1");
        books.registered(page, 11);
        books.registered(page, 12);
        books.asks(page, true);
        books.leave(page);
        books.called("x:1", 11, true);
        books.called("x:1", 12, false);
        assertThat(closed().problems()).containsExactly("x:1 was called both ways");
    }

    @Test
    void aConfirmThatNobodyAskedForIsAProblem() {
        SoakBooks.Page page = books.begun("x:1");
        books.registered(page, 11);
        books.leave(page);
        books.called("x:1", 11, true);
        assertThat(closed().problems()).containsExactly("x:1 is confirmed, and nobody asked for that");
    }

    @Test
    void aCancelAfterTheCallerWasToldCommittedIsAProblem() {
        SoakBooks.Page page = books.begun("x:1");
        books.registered(page, 11);
        books.asks(page, true);
        books.told(page, true);
        books.called("x:1", 11, false);
        assertThat(closed().problems()).containsExactly("x:1 is called CANCEL, and was told as CONFIRM");
    }

    @Test
    void aBranchWhoseRegistrationWasNotAnsweredMayBeCancelled() {
        SoakBooks.Page page = books.begun("x:1");
        books.lostRegistration(page);
        books.leave(page);
        books.called("x:1", 11, false);
        SoakReport report = closed();
        assertThat(report.problems()).isEmpty();
        assertThat(report.cancelled()).isEqualTo(1);
    }

    @Test
    void aBranchThatIsNeverCalledIsAProblemAtTheEnd() {
        SoakBooks.Page page = books.begun("x:1");
        books.registered(page, 11);
        books.leave(page);
        assertThat(books.awaited()).isEqualTo(1);
        assertThat(closed().problems()).containsExactly("1 of 1 branches of x:1 (null) were never called");
    }
}
