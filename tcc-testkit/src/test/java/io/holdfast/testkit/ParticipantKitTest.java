// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** What the kit says to a team that described its participant wrongly, or not at all. */
final class ParticipantKitTest {

    private final ShelfDatabase database = new ShelfDatabase();
    private final Wire wire = InProcessWire.to(new HandMadeShelf(database), new Object());

    private static void play(ParticipantKit kit, Promise promise) throws Throwable {
        List<DynamicTest> tests = kit.promises()
                .filter(test -> test.getDisplayName().equals(promise.sentence()))
                .toList();
        assertThat(tests).hasSize(1);
        tests.get(0).getExecutable().execute();
    }

    private static void breaks(ParticipantKit kit, Promise promise, String... inWords) {
        assertThatExceptionOfType(BrokenPromise.class)
                .isThrownBy(() -> play(kit, promise))
                .satisfies(broken -> assertThat(broken.getMessage()).containsSubsequence(inWords))
                .satisfies(broken -> assertThat(broken.getStackTrace()).isEmpty());
    }

    @Test
    void argumentsThatAreRefusedAreTold() {
        breaks(
                database.describe(wire).trying(number -> List.of(ShelfDatabase.NONE, 2)),
                Promise.CONFIRM_AFTER_TRY,
                "Seen:     Try was refused: IllegalStateException: there is not enough",
                "Look at:  what trying(...) gives the kit");
    }

    @Test
    void observationsThatDoNotShowTheTryAreTold() {
        breaks(
                ParticipantKit.of(wire)
                        .trying(number -> List.of(ShelfDatabase.PLENTY, 2))
                        .observing("sold", () -> database.number("sold")),
                Promise.CONFIRM_AFTER_TRY,
                "no observation has changed after Try",
                "Look at:  observing(...)");
    }

    @Test
    void observationsThatDoNotShowTheConfirmAreTold() {
        breaks(
                ParticipantKit.of(wire)
                        .trying(number -> List.of(ShelfDatabase.PLENTY, 2))
                        .observing("available", () -> database.number("available")),
                Promise.CONFIRM_AFTER_TRY,
                "no observation has changed after Confirm",
                "Look at:  observing(...)");
    }

    @Test
    void crashesThatDoNotReachTheParticipantAreTold() {
        breaks(
                database.describe(wire).crashing(new Crashes()),
                Promise.CRASH_IN_TRY_LEAVES_NOTHING,
                "Try made no statement that the kit could break",
                "@Import(Crashes.class)");
    }

    @Test
    void whatIsPlentyIsNotScarce() {
        breaks(
                database.describe(wire).scarce(number -> List.of(ShelfDatabase.FEW, 0)),
                Promise.WHAT_WAS_TRIED_IS_THERE_FOR_CONFIRM,
                "Seen:     no Try was refused",
                "Look at:  what scarce(...) gives the kit");
    }

    @Test
    void aPromiseThatIsLeftOutIsSkippedWithItsReason() {
        assertThatExceptionOfType(TestAbortedException.class)
                .isThrownBy(() -> play(
                        database.describe(wire)
                                .without(Promise.EXPIRED_TRY_WRITES_NOTHING, "the old callers send no deadline"),
                        Promise.EXPIRED_TRY_WRITES_NOTHING))
                .withMessage("Left out: the old callers send no deadline");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ParticipantKit.of(wire).without(Promise.EXPIRED_TRY_WRITES_NOTHING, " "));
    }

    @Test
    void whatWasNotToldIsNotPlayed() {
        assertThat(ParticipantKit.of(wire)
                        .trying(number -> List.of(ShelfDatabase.PLENTY, 2))
                        .observing("frozen", () -> database.number("frozen"))
                        .promises())
                .hasSize(17);
        assertThat(database.describe(wire).withBusinessKey().promises()).hasSize(Promise.values().length);
    }

    @Test
    void nothingIsPlayedWithoutArgumentsAndObservations() {
        assertThatIllegalStateException()
                .isThrownBy(() -> ParticipantKit.of(wire).promises())
                .withMessageContaining("the kit needs trying(...)");
        assertThatIllegalStateException()
                .isThrownBy(() -> ParticipantKit.of(wire)
                        .trying(number -> List.of(ShelfDatabase.PLENTY, 2))
                        .promises())
                .withMessageContaining("the kit needs observing(...)");
    }
}
