// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.engine.EngineWorld.Caller;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Known;
import io.holdfast.coordinator.model.Answer.Outcome;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.Input.Await;
import io.holdfast.coordinator.model.Input.FindByKey;
import io.holdfast.coordinator.model.Input.KeyLookedUp;
import io.holdfast.coordinator.model.Input.RegisterBranch;
import io.holdfast.coordinator.model.Input.Submit;
import io.holdfast.coordinator.model.Labels;
import io.holdfast.coordinator.model.LogRecord.AttemptFailed;
import io.holdfast.coordinator.model.LogRecord.BranchParked;
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.Target;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Tried;
import io.holdfast.coordinator.model.WaitFor;
import io.holdfast.coordinator.model.Xid;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Transactions that are handed over as a whole. */
class EngineSubmitTest {
    private final EngineWorld world = new EngineWorld();

    private static BranchFacts branch(String name, int maxAttempts, Integer... after) {
        Endpoint endpoint =
                new Endpoint.Http("http://h/" + name + "/try", "http://h/" + name + "/ok", "http://h/" + name + "/no");
        return BranchFacts.of(new Target(name, endpoint, "{}", List.of(after), maxAttempts), "shop");
    }

    private static BranchFacts branch(String name) {
        return branch(name, 0);
    }

    private Caller submit(WaitFor waitFor, BranchFacts... branches) {
        return submit(Labels.NONE, waitFor, branches);
    }

    private Caller submit(Labels labels, WaitFor waitFor, BranchFacts... branches) {
        BeginFacts facts = new BeginFacts("order", "shop", "", 10_000, labels);
        return world.ask(null, to -> new Submit(facts, List.of(branches), waitFor, to));
    }

    private static Labels key(String key, String digest) {
        return new Labels(key, digest, new TreeMap<>());
    }

    private Outcome outcome(Caller caller) {
        assertThat(world.answerOf(caller)).isInstanceOf(Outcome.class);
        return (Outcome) world.answerOf(caller);
    }

    private static List<String> names(List<BranchCall> calls) {
        return calls.stream().map(call -> call.facts().target().name()).toList();
    }

    @Test
    void triesRunAtTheSameTimeAndWhenAllAreDoneEveryBranchIsConfirmed() {
        Caller caller = submit(WaitFor.COMPLETED, branch("stock"), branch("money"));
        List<BranchCall> tries = world.takeCalls();
        assertThat(tries).hasSize(2).allMatch(call -> call.phase() == Phase.TRY && call.attempt() == 1);
        assertThat(tries).allMatch(call -> call.deadlineMillis() == world.now + 10_000);

        world.answer(tries.get(1), new CallResult.Done("{\"id\":7}"));
        assertThat(world.takeCalls()).isEmpty();
        world.answer(tries.get(0), new CallResult.Done());
        List<BranchCall> confirms = world.takeCalls();
        assertThat(confirms).hasSize(2).allMatch(call -> call.phase() == Phase.CONFIRM);
        assertThat(world.answerOf(caller)).isNull();
        confirms.forEach(world::done);

        Outcome outcome = outcome(caller);
        assertThat(outcome.standing()).isEqualTo(new Standing(TransactionStatus.CONFIRMED, Cause.TRIED, false));
        assertThat(outcome.branches().get(1).name()).isEqualTo("money");
        assertThat(outcome.branches().get(1).tried().text()).isEqualTo("{\"id\":7}");
        assertThat(world.engine.openTransactions()).isZero();

        Caller late = world.ask(null, to -> new Await(outcome.xid(), WaitFor.ACCEPTED, to));
        assertThat(outcome(late)).isEqualTo(outcome);

        world.flush();
        world.crash();
        Caller later = world.ask(null, to -> new Await(outcome.xid(), WaitFor.COMPLETED, to));
        world.answerLookUps();
        assertThat(outcome(later)).as("read from the log").isEqualTo(outcome);
    }

    @Test
    void theWholeCostsTwoDurableWrites() {
        submit(WaitFor.COMPLETED, branch("stock"), branch("money"), branch("order"));
        assertThat(world.lazyRecords()).isEmpty();
        assertThat(world.oracle.durable()).hasSize(4);
        world.takeCalls().forEach(world::done);
        assertThat(world.oracle.durable()).hasSize(5);
        world.takeCalls().forEach(world::done);
        assertThat(world.oracle.durable()).hasSize(5);
        assertThat(world.lazyRecords()).hasSize(1);
    }

    @Test
    void aRefusedTryCancelsAllAndTellsWhy() {
        Caller caller = submit(WaitFor.DECIDED, branch("stock"), branch("money"));
        List<BranchCall> tries = world.takeCalls();
        world.answer(tries.get(0), new CallResult.Refused("sold out"));

        Outcome outcome = outcome(caller);
        assertThat(outcome.standing()).isEqualTo(new Standing(TransactionStatus.CANCELLING, Cause.TRY_REFUSED, false));
        assertThat(outcome.branches().get(0).tried().outcome()).isEqualTo(Tried.Outcome.REFUSED);
        assertThat(outcome.branches().get(0).tried().text()).isEqualTo("sold out");
        assertThat(outcome.branches().get(1).tried()).isNull();
        assertThat(world.takeCalls()).hasSize(2).allMatch(call -> call.phase() == Phase.CANCEL);

        world.answer(tries.get(1), new CallResult.Done());
        assertThat(world.takeCalls()).as("a late Try changes nothing").isEmpty();
    }

    @Test
    void aTryOfWhichNobodyKnowsCancelsAll() {
        Caller caller = submit(WaitFor.DECIDED, branch("stock"));
        world.answer(world.takeOnlyCall(), new CallResult.Retry("connection reset"));

        assertThat(outcome(caller).standing().cause()).isEqualTo(Cause.TRY_FAILED);
        assertThat(outcome(caller).branches().get(0).tried().outcome()).isEqualTo(Tried.Outcome.UNKNOWN);
    }

    @Test
    void aTryThatIsNotAnsweredInTimeCancelsAll() {
        Caller caller = submit(WaitFor.DECIDED, branch("stock"));
        BranchCall late = world.takeOnlyCall();
        world.pass(10_020);
        assertThat(outcome(caller).standing().cause()).isEqualTo(Cause.TIMEOUT);
        world.done(late);
        assertThat(world.oracle.of(late.xid().id(), Decided.class)).hasSize(1);
    }

    @Test
    void whatComesAfterOthersIsTriedAndConfirmedAfterThemAndCancelledBefore() {
        submit(WaitFor.ACCEPTED, branch("first"), branch("second", 0, 0), branch("third", 0, 0, 1));
        for (String name : List.of("first", "second", "third")) {
            List<BranchCall> tries = world.takeCalls();
            assertThat(names(tries)).containsExactly(name);
            world.done(tries.get(0));
        }
        for (String name : List.of("first", "second", "third")) {
            List<BranchCall> confirms = world.takeCalls();
            assertThat(names(confirms)).containsExactly(name);
            world.done(confirms.get(0));
        }

        submit(WaitFor.ACCEPTED, branch("first"), branch("second", 0, 0), branch("beside"));
        List<BranchCall> tries = world.takeCalls();
        assertThat(names(tries)).containsExactly("first", "beside");
        world.answer(tries.get(1), new CallResult.Refused("no"));
        List<BranchCall> cancels = world.takeCalls();
        assertThat(names(cancels)).containsExactly("second", "beside");
        world.done(cancels.get(0));
        assertThat(names(world.takeCalls())).containsExactly("first");
    }

    @Test
    void acceptedMeansDurable() {
        Caller caller = submit(WaitFor.ACCEPTED, branch("stock"));
        assertThat(outcome(caller).standing().status()).isEqualTo(TransactionStatus.TRYING);
        world.crash();
        world.pass(1_000);
        BranchCall cancel = world.takeOnlyCall();
        assertThat(cancel.phase()).isEqualTo(Phase.CANCEL);
        Caller asks = world.ask(null, to -> new Await(cancel.xid(), WaitFor.DECIDED, to));
        assertThat(outcome(asks).standing().cause()).isEqualTo(Cause.RESTART);
    }

    /** Found by the simulator, seed 156: the Trys were called again. */
    @Test
    void anAnswerToATryFromBeforeARestartChangesNothing() {
        submit(WaitFor.ACCEPTED, branch("stock"), branch("money"));
        List<BranchCall> tries = world.takeCalls();
        world.crash();
        tries.forEach(world::done);
        assertThat(world.takeCalls()).isEmpty();
        world.pass(1_000);
        assertThat(world.takeCalls()).hasSize(2).allMatch(call -> call.phase() == Phase.CANCEL);
    }

    @Test
    void ofAHundredSubmissionsUnderOneKeyOneBecomesATransaction() {
        List<Caller> callers = IntStream.range(0, 100)
                .mapToObj(i -> submit(key("O-1", "digest"), WaitFor.COMPLETED, branch("stock")))
                .toList();
        assertThat(world.keyLookUps).hasSize(1);
        world.answerKeyLookUps();

        BranchCall only = world.takeOnlyCall();
        assertThat(callers.stream().map(world::answerOf).filter(Known.class::isInstance))
                .hasSize(99)
                .allMatch(answer -> ((Known) answer).xid().equals(only.xid()));
        world.done(only);
        world.done(world.takeOnlyCall());
        Caller later = submit(key("O-1", "digest"), WaitFor.COMPLETED, branch("stock"));
        world.answerKeyLookUps();
        assertThat(world.answerOf(later)).isEqualTo(new Known(only.xid()));
        assertThat(world.takeCalls()).isEmpty();
    }

    @Test
    void theSameKeyWithAnotherContentIsRefused() {
        submit(key("O-1", "one"), WaitFor.ACCEPTED, branch("stock"));
        Caller together = submit(key("O-1", "two"), WaitFor.ACCEPTED, branch("stock"));
        world.answerKeyLookUps();
        Caller later = submit(key("O-1", "two"), WaitFor.ACCEPTED, branch("stock"));
        for (Caller caller : List.of(together, later)) {
            assertThat(((Refused) world.answerOf(caller)).refusal()).isEqualTo(Refusal.KEY_TAKEN);
        }
        assertThat(world.takeCalls()).hasSize(1);
    }

    @Test
    void anAnswerOfTheLogToAnEarlierEpochIsIgnored() {
        submit(key("O-1", "one"), WaitFor.ACCEPTED, branch("stock"));
        KeyLookedUp late = new KeyLookedUp("O-1", world.keyLookUps.get(0).epoch(), null);
        world.crash();
        Caller second = submit(key("O-1", "one"), WaitFor.ACCEPTED, branch("stock"));
        world.take(late);
        assertThat(world.answerOf(second)).isNull();
        world.answerKeyLookUps();
        assertThat(world.answerOf(second)).isInstanceOf(Outcome.class);
    }

    @Test
    void aKeyThatNobodyHasIsUnknown() {
        Caller caller = world.ask(null, to -> new FindByKey("nobody", to));
        world.answerKeyLookUps();
        assertThat(((Refused) world.answerOf(caller)).refusal()).isEqualTo(Refusal.NO_SUCH_TRANSACTION);
    }

    @Test
    void whoSubmittedItMayCancelItAndNothingElse() {
        Xid xid = outcome(submit(WaitFor.ACCEPTED, branch("stock"))).xid();
        Answer commit = world.answerOf(world.decide(xid, Decision.COMMIT));
        Answer registered = world.answerTo(xid.id(), to -> new RegisterBranch(xid.id(), EngineWorld.facts("x"), to));
        assertThat(((Refused) commit).refusal()).isEqualTo(Refusal.SUBMITTED);
        assertThat(((Refused) registered).refusal()).isEqualTo(Refusal.SUBMITTED);

        world.takeCalls();
        world.decide(xid, Decision.CANCEL);
        assertThat(world.takeOnlyCall().phase()).isEqualTo(Phase.CANCEL);
    }

    @Test
    void aConfirmThatIsRefusedForGoodIsParkedAtOnceAndStillRepeated() {
        submit(WaitFor.ACCEPTED, branch("stock"));
        world.done(world.takeOnlyCall());
        BranchCall confirm = world.takeOnlyCall();
        world.answer(confirm, new CallResult.Refused("there is no such reservation"));
        world.flush();
        assertThat(world.oracle.of(confirm.xid().id(), BranchParked.class)).hasSize(1);
        assertThat(world.oracle
                        .of(confirm.xid().id(), AttemptFailed.class)
                        .get(0)
                        .error())
                .contains("there is no such reservation");
        world.done(world.awaitCall());
        assertThat(world.engine.openTransactions()).isZero();
    }

    @Test
    void aBranchIsParkedAfterItsOwnNumberOfAttempts() {
        submit(WaitFor.ACCEPTED, branch("stock", 2));
        world.done(world.takeOnlyCall());
        world.failed(world.takeOnlyCall());
        BranchCall second = world.awaitCall();
        assertThat(world.allRecords()).noneMatch(BranchParked.class::isInstance);
        world.failed(second);
        assertThat(world.allRecords()).anyMatch(BranchParked.class::isInstance);
    }

    @Test
    void anEndThatMayHaveBeenToldIsNotTakenBack() {
        Caller caller = submit(WaitFor.COMPLETED, branch("stock"));
        world.done(world.takeOnlyCall());
        world.done(world.takeOnlyCall());
        Xid xid = outcome(caller).xid();
        world.crash();

        Caller asks = world.ask(xid.id(), to -> new Await(xid, WaitFor.ACCEPTED, to));
        assertThat(world.answerOf(asks)).isNull();
        world.failed(world.awaitCall());
        assertThat(((Refused) world.answerOf(asks)).refusal()).isEqualTo(Refusal.UNAVAILABLE);
        world.flush();
        world.crash();

        Caller asksAgain = world.ask(xid.id(), to -> new Await(xid, WaitFor.ACCEPTED, to));
        assertThat(((Refused) world.answerOf(asksAgain)).refusal()).isEqualTo(Refusal.UNAVAILABLE);
        Caller waits = world.ask(xid.id(), to -> new Await(xid, WaitFor.COMPLETED, to));
        world.done(world.awaitCall());
        assertThat(outcome(waits).standing().status()).isEqualTo(TransactionStatus.CONFIRMED);
    }

    @Test
    void aResultThatIsTooLongIsNotKept() {
        Caller caller = submit(WaitFor.DECIDED, branch("stock"));
        world.answer(world.takeOnlyCall(), new CallResult.Done('"' + "x".repeat(5_000) + '"'));
        assertThat(outcome(caller).branches().get(0).tried().text())
                .startsWith("{\"omitted\"")
                .endsWith("}");
    }
}
