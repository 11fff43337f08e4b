// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BooksTest {
    private final Books books = new Books();
    private final Books.Page committed = new Books.Page(true);

    @Test
    void aRoundInWhichEveryBranchIsCalledOnceHasNoProblem() {
        Books.Page rolledBack = new Books.Page(false);
        books.registered(1, committed);
        books.registered(2, committed);
        books.registered(3, rolledBack);
        books.called(2, true);
        books.called(1, true);
        books.called(3, false);
        books.ended(committed);
        books.ended(rolledBack);
        books.close();
        assertThat(books.problems()).isEmpty();
        assertThat(books.branches()).isEqualTo(3);
    }

    @Test
    void anEndBeforeTheLastConfirmIsAProblemAndSoIsAConfirmThatNeverComes() {
        books.registered(1, committed);
        books.registered(2, committed);
        books.called(1, true);
        books.ended(committed);
        books.close();
        assertThat(books.problems())
                .containsExactly(
                        "a transaction was called ended with 1 branches neither confirmed nor cancelled",
                        "1 branches were never confirmed or cancelled");
    }

    @Test
    void aRepeatedConfirmIsAProblem() {
        books.registered(1, committed);
        books.called(1, true);
        books.called(1, true);
        assertThat(books.problems()).containsExactly("Confirm of branch 1, which is unknown or was called before");
    }

    @Test
    void aCancelOfWhatIsBeingCommittedIsAProblem() {
        books.registered(1, committed);
        books.called(1, false);
        assertThat(books.problemCount()).isEqualTo(1);
        assertThat(books.problems().get(0)).contains("being decided the other way");
    }

    @Test
    void aBranchIdThatIsGivenTwiceIsAProblem() {
        books.registered(1, committed);
        books.registered(1, new Books.Page(true));
        assertThat(books.problems()).containsExactly("branch id 1 was given twice");
    }

    @Test
    void allProblemsAreCountedThoughOnlyTheFirstAreKept() {
        for (int i = 0; i < 1000; i++) {
            books.problem("problem " + i);
        }
        assertThat(books.problemCount()).isEqualTo(1000);
        assertThat(books.problems()).hasSize(10).startsWith("problem 0");
    }
}
