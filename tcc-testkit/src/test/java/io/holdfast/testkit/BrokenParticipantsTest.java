// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import static io.holdfast.testkit.Promise.BRANCHES_OF_ONE_TRANSACTION_ARE_SEPARATE;
import static io.holdfast.testkit.Promise.CANCEL_AFTER_CONFIRM_FAILS;
import static io.holdfast.testkit.Promise.CANCEL_WITHOUT_TRY_CHANGES_NOTHING;
import static io.holdfast.testkit.Promise.CONFIRM_AFTER_CANCEL_FAILS;
import static io.holdfast.testkit.Promise.CONFIRM_AFTER_TRY;
import static io.holdfast.testkit.Promise.CONFIRM_AGAIN_AFTER_A_CRASH;
import static io.holdfast.testkit.Promise.CONFIRM_WITHOUT_TRY_FAILS;
import static io.holdfast.testkit.Promise.CRASH_IN_TRY_LEAVES_NOTHING;
import static io.holdfast.testkit.Promise.EXPIRED_TRY_WRITES_NOTHING;
import static io.holdfast.testkit.Promise.REFUSED_TRY_LEAVES_NOTHING;
import static io.holdfast.testkit.Promise.REPEATED_CONFIRM_TAKES_EFFECT_ONCE;
import static io.holdfast.testkit.Promise.REPEATED_TRY_TAKES_EFFECT_ONCE;
import static io.holdfast.testkit.Promise.SIMULTANEOUS_CONFIRMS_TAKE_EFFECT_ONCE;
import static io.holdfast.testkit.Promise.SIMULTANEOUS_TRYS_TAKE_EFFECT_ONCE;
import static io.holdfast.testkit.Promise.TRY_AFTER_CANCEL_IS_REFUSED;
import static io.holdfast.testkit.Promise.TRY_AND_CANCEL_AT_ONCE_LEAVE_NOTHING;
import static io.holdfast.testkit.Promise.WHAT_WAS_TRIED_IS_THERE_FOR_CONFIRM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.holdfast.participant.BranchCall;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Participants that break one promise each: the kit finds it, says which, and why. */
final class BrokenParticipantsTest {

    /** A team's test class. */
    abstract static class TeamsTest {
        abstract HandMadeShelf shelf(ShelfDatabase database);

        @TestFactory
        final Stream<DynamicTest> keepsItsPromises() {
            ShelfDatabase database = new ShelfDatabase();
            return database.describe(InProcessWire.to(shelf(database), new Object()))
                    .promises();
        }
    }

    /** What failed, and with which message. */
    private static Map<String, String> failures(Class<? extends TeamsTest> teamsTest) {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(teamsTest))
                .execute();
        assertThat(results.testEvents().started().count()).isGreaterThan(20);
        return results.testEvents().failed().stream()
                .collect(Collectors.toMap(
                        event -> event.getTestDescriptor().getDisplayName(),
                        event -> event.getRequiredPayload(TestExecutionResult.class)
                                .getThrowable()
                                .orElseThrow()
                                .getMessage()));
    }

    /** The promise is broken, in these words (with others between them at each ...), and none but those. */
    private static void breaks(
            Class<? extends TeamsTest> teamsTest, Promise broken, String inWords, Promise... followingFromIt) {
        Map<String, String> failures = failures(teamsTest);
        assertThat(failures).containsKey(broken.sentence());
        assertThat(failures.get(broken.sentence()).replaceAll("\\s+", " "))
                .startsWith("this promise is broken: " + broken.sentence())
                .containsSubsequence("Played:", "Seen:", "Expected:", "Look at:")
                .containsSubsequence(inWords.split(" \\.\\.\\. "));
        assertThat(failures.keySet())
                .isSubsetOf(Stream.concat(Stream.of(broken), Arrays.stream(followingFromIt))
                        .map(Promise::sentence)
                        .toList());
    }

    static final class Careful extends TeamsTest {
        @Override
        HandMadeShelf shelf(ShelfDatabase database) {
            return new HandMadeShelf(database);
        }
    }

    @Test
    void aCarefulParticipantKeepsEveryPromiseWithoutTheGuardToo() {
        assertThat(failures(Careful.class)).isEmpty();
    }

    static final class TakesAgain extends TeamsTest {
        @Override
        HandMadeShelf shelf(ShelfDatabase database) {
            return new HandMadeShelf(database) {
                @Override
                void heldBefore(String sku, int count) {
                    take(sku, count);
                }
            };
        }
    }

    @Test
    void aTryThatIsNotIdempotentIsFound() {
        breaks(
                TakesAgain.class,
                REPEATED_TRY_TAKES_EFFECT_ONCE,
                "Seen: available ... frozen 0 -> 6 ... Expected: ... frozen 0 -> 2 ... the effect of one Try Look at: Try must see",
                SIMULTANEOUS_TRYS_TAKE_EFFECT_ONCE);
    }

    static final class ForgetsCancel extends TeamsTest {
        @Override
        HandMadeShelf shelf(ShelfDatabase database) {
            return new HandMadeShelf(database) {
                @Override
                boolean markCancelled(BranchCall call, String sku) {
                    return status(call).equals("unknown");
                }
            };
        }
    }

    @Test
    void aCancelThatLeavesNoMarkForALateTryIsFound() {
        breaks(
                ForgetsCancel.class,
                TRY_AFTER_CANCEL_IS_REFUSED,
                "Cancel of A -> done Try of A -> done ... Seen: Try was answered with success ... Nobody will ever cancel that Try again",
                TRY_AND_CANCEL_AT_ONCE_LEAVE_NOTHING);
    }

    static final class WritesItsRowApart extends TeamsTest {
        @Override
        HandMadeShelf shelf(ShelfDatabase database) {
            return new HandMadeShelf(database) {
                @Override
                boolean insert(BranchCall call, String sku, int count, String status) {
                    return isTry(call)
                            ? apart(() -> super.insert(call, sku, count, status))
                            : super.insert(call, sku, count, status);
                }
            };
        }
    }

    @Test
    void aRowThatIsWrittenOutsideOfTheBusinessTransactionIsFound() {
        breaks(
                WritesItsRowApart.class,
                CRASH_IN_TRY_LEAVES_NOTHING,
                "its connection to the database was broken at ... Cancel of A -> done ... Seen: available ... frozen 0 -> -2 ... must be one database transaction",
                REFUSED_TRY_LEAVES_NOTHING,
                // The row is there before the pieces are.
                SIMULTANEOUS_TRYS_TAKE_EFFECT_ONCE,
                TRY_AND_CANCEL_AT_ONCE_LEAVE_NOTHING);
    }

    static final class ConfirmsItsRowApart extends TeamsTest {
        @Override
        HandMadeShelf shelf(ShelfDatabase database) {
            return new HandMadeShelf(database) {
                @Override
                boolean move(BranchCall call, String status) {
                    return apart(() -> super.move(call, status));
                }
            };
        }
    }

    @Test
    void aConfirmThatNotesThatItIsDoneBeforeItIsDoneIsFound() {
        breaks(
                ConfirmsItsRowApart.class,
                CONFIRM_AGAIN_AFTER_A_CRASH,
                "Confirm of A -> failed ... was broken at ... Confirm of A -> done ... Seen: available ... frozen 0 -> 2 ... Expected: ... frozen 0 -> 0 ... must be one database transaction",
                Promise.CANCEL_AGAIN_AFTER_A_CRASH,
                SIMULTANEOUS_CONFIRMS_TAKE_EFFECT_ONCE,
                Promise.SIMULTANEOUS_CANCELS_TAKE_EFFECT_ONCE);
    }

    static final class SaysNoInConfirm extends TeamsTest {
        @Override
        HandMadeShelf shelf(ShelfDatabase database) {
            return new HandMadeShelf(database) {
                @Override
                void sell(String sku, int count) {
                    throw new IllegalStateException("the customer's credit was not granted");
                }
            };
        }
    }

    @Test
    void aConfirmThatFailsForABusinessReasonIsFoundAndNothingElseIsPlayed() {
        breaks(
                SaysNoInConfirm.class,
                CONFIRM_AFTER_TRY,
                "Seen: Confirm was failed: IllegalStateException: the customer's credit was not granted Expected: Confirm is done"
                        + " Look at: Whatever could make the business say no belongs into Try");
    }

    static final class CountsInConfirm extends TeamsTest {
        @Override
        HandMadeShelf shelf(ShelfDatabase database) {
            return new HandMadeShelf(database) {
                @Override
                void take(String sku, int count) {
                    change("UPDATE shelf SET frozen = frozen + ? WHERE sku = ? AND available >= ?", count, sku, count);
                }

                @Override
                void sell(String sku, int count) {
                    change(
                            "UPDATE shelf SET available = available - ?, frozen = frozen - ?, sold = sold + ?"
                                    + " WHERE sku = ? AND available >= ?",
                            count,
                            count,
                            count,
                            sku,
                            count);
                }

                @Override
                void release(String sku, int count) {
                    change("UPDATE shelf SET frozen = frozen - ? WHERE sku = ?", count, sku);
                }
            };
        }
    }

    @Test
    void aTryThatOnlyLooksWhetherThereIsEnoughIsFound() {
        breaks(
                CountsInConfirm.class,
                WHAT_WAS_TRIED_IS_THERE_FOR_CONFIRM,
                "Confirm of ... Seen: Confirm was failed: IllegalStateException: there is not enough Expected: Confirm is done");
    }

    static final class CancelsByItsArguments extends TeamsTest {
        @Override
        HandMadeShelf shelf(ShelfDatabase database) {
            return new HandMadeShelf(database) {
                @Override
                void cancelledUntried(String sku, int count) {
                    release(sku, count);
                }
            };
        }
    }

    @Test
    void aCancelThatUndoesWhatWasNeverTriedIsFound() {
        breaks(
                CancelsByItsArguments.class,
                CANCEL_WITHOUT_TRY_CHANGES_NOTHING,
                "Seen: available ... frozen 0 -> -2 ... Expected: available ... frozen 0 -> 0 ... nothing has changed Look at: ... Cancel must undo what a Try wrote down, not what its arguments say",
                REFUSED_TRY_LEAVES_NOTHING,
                TRY_AFTER_CANCEL_IS_REFUSED,
                CONFIRM_AFTER_CANCEL_FAILS,
                EXPIRED_TRY_WRITES_NOTHING,
                BRANCHES_OF_ONE_TRANSACTION_ARE_SEPARATE,
                TRY_AND_CANCEL_AT_ONCE_LEAVE_NOTHING,
                CRASH_IN_TRY_LEAVES_NOTHING);
    }

    static final class ForgetsTheTime extends TeamsTest {
        @Override
        HandMadeShelf shelf(ShelfDatabase database) {
            return new HandMadeShelf(database) {
                @Override
                void refuseIfExpired(BranchCall call) {}
            };
        }
    }

    @Test
    void anExpiredTryThatIsWrittenIsFound() {
        breaks(
                ForgetsTheTime.class,
                EXPIRED_TRY_WRITES_NOTHING,
                "Try of A with no time left -> done ... Seen: Try was answered with success");
    }

    static final class ConfirmsAnything extends TeamsTest {
        @Override
        HandMadeShelf shelf(ShelfDatabase database) {
            return new HandMadeShelf(database) {
                @Override
                void confirmedUntried(BranchCall call) {}
            };
        }
    }

    @Test
    void aConfirmThatSucceedsWithoutATryIsFound() {
        breaks(
                ConfirmsAnything.class,
                CONFIRM_WITHOUT_TRY_FAILS,
                "Seen: Confirm was answered with success Expected: Confirm is refused, or fails",
                REFUSED_TRY_LEAVES_NOTHING,
                CONFIRM_AFTER_CANCEL_FAILS,
                EXPIRED_TRY_WRITES_NOTHING);
    }

    static final class SellsAgain extends TeamsTest {
        @Override
        HandMadeShelf shelf(ShelfDatabase database) {
            return new HandMadeShelf(database) {
                @Override
                void soldBefore(String sku, int count) {
                    sell(sku, count);
                }
            };
        }
    }

    @Test
    void aConfirmThatIsNotIdempotentIsFound() {
        breaks(
                SellsAgain.class,
                REPEATED_CONFIRM_TAKES_EFFECT_ONCE,
                "frozen 0 -> -4 ... Expected: ... frozen 0 -> 0 ... the effect of one Try and its Confirm Look at: The answer to a Confirm may be lost",
                SIMULTANEOUS_CONFIRMS_TAKE_EFFECT_ONCE,
                CANCEL_AFTER_CONFIRM_FAILS,
                CONFIRM_AGAIN_AFTER_A_CRASH);
    }

    static final class KnowsTransactionsOnly extends TeamsTest {
        @Override
        HandMadeShelf shelf(ShelfDatabase database) {
            return new HandMadeShelf(database) {
                @Override
                long key(BranchCall call) {
                    return 0;
                }
            };
        }
    }

    @Test
    void aParticipantThatTakesTwoBranchesForOneIsFound() {
        breaks(
                KnowsTransactionsOnly.class,
                BRANCHES_OF_ONE_TRANSACTION_ARE_SEPARATE,
                "frozen 0 -> 2 ... Expected: ... frozen 0 -> 4 ... the effect of 2 times Try ... A branch is known by its xid and its branch id");
    }

    static final class LooksFirst extends TeamsTest {
        @Override
        HandMadeShelf shelf(ShelfDatabase database) {
            CyclicBarrier looked = new CyclicBarrier(2);
            return new HandMadeShelf(database) {
                @Override
                boolean keepsOneRowPerBranch() {
                    return false;
                }

                @Override
                boolean insert(BranchCall call, String sku, int count, String status) {
                    if (!status(call).equals("unknown")) {
                        return false;
                    }
                    giveOthersTimeToLook(looked);
                    return super.insert(call, sku, count, status);
                }
            };
        }

        private static void giveOthersTimeToLook(CyclicBarrier looked) {
            try {
                looked.await(5, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | BrokenBarrierException alone) {
                looked.reset();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void aTryThatLooksBeforeItWritesIsFound() {
        breaks(
                LooksFirst.class,
                SIMULTANEOUS_TRYS_TAKE_EFFECT_ONCE,
                "Try of A, at the same time -> done ... Seen: available ... Expected: ... the effect of one Try",
                TRY_AND_CANCEL_AT_ONCE_LEAVE_NOTHING);
    }
}
