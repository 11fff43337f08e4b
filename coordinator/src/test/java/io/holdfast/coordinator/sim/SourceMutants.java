// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import java.util.ArrayList;
import java.util.List;

/** The bugs that somebody could write into the engine and the lane's loop, and that must not go unseen. */
final class SourceMutants {
    private static final String ENGINE = "engine/Engine";
    private static final String PHASE_TWO = "engine/PhaseTwo";
    private static final String OPERATIONS = "engine/Operations";
    private static final String BRANCH = "engine/Branch";
    private static final String TRANSACTION = "engine/GlobalTransaction";
    private static final String TRANSACTIONS = "engine/Transactions";
    private static final String INTERACTIVE = "engine/Interactive";
    private static final String SUBMISSIONS = "engine/Submissions";
    private static final String KEYS = "engine/Keys";
    private static final String TRIES = "engine/Tries";
    private static final String WAITERS = "engine/Waiters";
    private static final String STEP = "engine/Step";
    private static final String LOOP = "lane/LaneLoop";

    private SourceMutants() {}

    static List<SourceMutant> all() {
        List<SourceMutant> all = new ArrayList<>();
        all.addAll(ofTheLoop());
        all.addAll(ofRecovery());
        all.addAll(ofRequests());
        all.addAll(ofDecisions());
        all.addAll(ofPhaseTwo());
        all.addAll(ofTheFold());
        all.addAll(ofOperators());
        all.addAll(ofSubmissions());
        return all;
    }

    private static List<SourceMutant> ofTheLoop() {
        return List.of(
                new SourceMutant("effects are released before the write", 30)
                        .edit(
                                LOOP,
                                "writeWhatIsDue(turnMillis);\n        release(step.effects());",
                                "release(step.effects());\n        writeWhatIsDue(turnMillis);"),
                new SourceMutant("a failed append is taken for a good one", 30)
                        .edit(
                                LOOP,
                                "laneLog.append(step.records());",
                                "try { laneLog.append(step.records()); } catch (LogFailure lost) { }"),
                new SourceMutant("a failed append is repeated blindly", 30)
                        .edit(
                                LOOP,
                                "laneLog.append(step.records());",
                                "try { laneLog.append(step.records()); }"
                                        + " catch (LogFailure lost) { laneLog.append(step.records()); }"),
                new SourceMutant("a batch is written twice", 30)
                        .edit(
                                LOOP,
                                "writtenMillis = turnMillis;\n        step.clearRecords();",
                                "writtenMillis = turnMillis;"),
                new SourceMutant("a halt keeps the memory", 30)
                        .edit(LOOP, "closeLog();\n        engine = null;", "closeLog();")
                        .edit(LOOP, "engine = recovered;", "engine = engine == null ? recovered : engine;"),
                new SourceMutant("a halt keeps the records in hand", 30)
                        .edit(LOOP, "step.clearEffects();\n        step.clearRecords();", "step.clearEffects();"),
                new SourceMutant("a halt keeps the effects in hand", 30)
                        .edit(LOOP, "step.clearEffects();\n        step.clearRecords();", "step.clearRecords();"),
                new SourceMutant("a halt forgets who waits in the batch", 30)
                        .edit(LOOP, "waiting.add(reply.to());", ""),
                new SourceMutant("a halt forgets who waits for a look-up", 200)
                        .edit(LOOP, "waiting.add(lookUp.request().replyTo());", ""),
                new SourceMutant("a halt forgets its inbox", 500)
                        .edit(LOOP, "passOnOrRefuse.accept(asked(input));", ""),
                new SourceMutant("a halt forgets who waits for an outcome", 30)
                        .edit(
                                ENGINE,
                                "transaction.waiters.forEach(waiter -> waiting.accept(waiter.asRequest(transaction.xid)));",
                                ""),
                new SourceMutant("recovery reads nothing", 30).edit(LOOP, "taken.replay(recovered::recover);", ""),
                new SourceMutant("nothing is taken up after recovery", 30)
                        .edit(LOOP, "recovered.resume(clock.getAsLong());", ""),
                new SourceMutant("timers never fire", 30).edit(LOOP, "engine.tick(turnMillis, step);", ""),
                new SourceMutant("a process counts its epochs itself", 30)
                        .edit(
                                LOOP,
                                "new Engine(number, taken.epoch(), engineSettings)",
                                "new Engine(number, state.epoch() + 1, engineSettings)"),
                new SourceMutant("a refused look-up is not answered", 100)
                        .edit(LOOP, "outbox.reply(lookUp.request().replyTo(), busy);", "busy.message();"),
                new SourceMutant("a request is answered twice", 30)
                        .edit(
                                WAITERS,
                                "all.remove();\n                tell(transaction, waiter, step);",
                                "tell(transaction, waiter, step);"),
                new SourceMutant("the inbox is unbounded", 300)
                        .edit(LOOP, "new Inbox<>(settings.inboxCapacity())", "new Inbox<>(1 << 16)"),
                new SourceMutant("nothing waits for durability", 30)
                        .edit(
                                STEP,
                                "transaction.unwrittenSince = written;\n        mustBeDurable = true;",
                                "transaction.unwrittenSince = written;"),
                new SourceMutant("what is told waits for nothing", 30)
                        .edit(STEP, "(rests ? effects : atOnce)", "atOnce"),
                new SourceMutant("an answer tells what lazy records say", 100)
                        .edit(
                                WAITERS,
                                "if (retrying) {\n            step.makeDurable(transaction);",
                                "if (retrying) {"));
    }

    private static List<SourceMutant> ofRecovery() {
        return List.of(
                new SourceMutant("recovery forgets a branch", 30)
                        .edit(
                                TRANSACTIONS,
                                "transaction.apply(record);\n        if (record instanceof Finished) {",
                                "transaction.apply(record);\n        if (transaction.branches.size() > 1) transaction.branches.remove(1);"
                                        + "\n        if (record instanceof Finished) {"),
                new SourceMutant("deadlines are not taken up after recovery", 30)
                        .edit(
                                ENGINE,
                                "timers.schedule(transaction, Math.min(transaction.deadlineMillis(), latest));",
                                ""),
                new SourceMutant("calls are not taken up after recovery", 30)
                        .edit(ENGINE, "timers.schedule(transaction, earliest);", ""),
                new SourceMutant("a deadline waits for a clock that was set back", 300)
                        .edit(ENGINE, "Math.min(transaction.deadlineMillis(), latest)", "transaction.deadlineMillis()"),
                new SourceMutant("a call waits for a clock that was set back", 300)
                        .edit(ENGINE, "Math.min(branch.nextAttemptMillis, latest)", "branch.nextAttemptMillis"),
                new SourceMutant("ids keep the first epoch", 30)
                        .edit(
                                TRANSACTIONS,
                                "TransactionId.of(lane, epoch, ++lastCounter)",
                                "TransactionId.of(lane, 1, ++lastCounter)"),
                new SourceMutant("ids hold no lane", 30)
                        .edit(
                                TRANSACTIONS,
                                "TransactionId.of(lane, epoch, ++lastCounter)",
                                "TransactionId.of(0, epoch, ++lastCounter)"),
                new SourceMutant("ids hold no epoch", 30).edit("model/TransactionId", "| ((long) epoch << 35)", ""),
                new SourceMutant("every transaction counts its branches itself", 30)
                        .edit(
                                TRANSACTIONS,
                                "long branchId = nextId().value();",
                                "long branchId = transaction.id().value() + 1 + transaction.branches.size();"));
    }

    private static List<SourceMutant> ofRequests() {
        return List.of(
                new SourceMutant("the begin is not written", 30)
                        .edit(TRANSACTIONS, "step.append(transaction, transaction.begun());", ""),
                new SourceMutant("the begin is written with every branch", 30)
                        .edit(TRANSACTIONS, "if (!transaction.written) {", "if (true) {"),
                new SourceMutant("a branch registers after the decision", 300)
                        .edit(
                                INTERACTIVE,
                                "if (refusedAsDecided(transaction, register.replyTo(), step)\n                || ",
                                "if (")
                        .edit(
                                TRANSACTION,
                                "Invariant.check(status == TransactionStatus.TRYING, \"I8 no registration after the decision\");",
                                ""),
                new SourceMutant("a branch reports after the decision", 100)
                        .edit(
                                INTERACTIVE,
                                "if (refusedAsDecided(transaction, report.replyTo(), step)\n                || ",
                                "if ("),
                new SourceMutant("requests after the deadline are taken", 300)
                        .edit(
                                ENGINE,
                                "if (transaction.status() == TransactionStatus.TRYING && step.nowMillis() >= transaction.deadlineMillis()) {",
                                "if (false) {"),
                new SourceMutant("what is not in memory is taken for unknown", 30)
                        .edit(
                                ENGINE,
                                "step.lookUp(request);",
                                "lookedUp(new LookedUp(request, null, List.of(), 0), step);"),
                new SourceMutant("any number of branches", 100)
                        .edit(
                                INTERACTIVE,
                                "transaction.branches.size() >= settings.maxBranches()",
                                "transaction.branches.size() > 1_000"),
                new SourceMutant("any number of open transactions", 100)
                        .edit("engine/Refusals", "open < settings.maxOpenTransactions()", "open < 1_000_000"),
                new SourceMutant("a timeout of any length", 100)
                        .edit("engine/EngineSettings", "Math.min(asked, maxTimeoutMillis)", "asked"),
                new SourceMutant("ended transactions are kept open", 30)
                        .edit(TRANSACTIONS, "open.remove(transaction.id());", ""));
    }

    private static List<SourceMutant> ofDecisions() {
        return List.of(
                new SourceMutant("a second decision overrides the first", 30)
                        .edit(
                                ENGINE,
                                "if (transaction.status() != TransactionStatus.TRYING) {\n            Waiters",
                                "if (false) {\n            Waiters")
                        .edit(
                                ENGINE,
                                "Invariant.check(transaction.status() == TransactionStatus.TRYING, \"I1 one decision per transaction\");",
                                "")
                        .edit(
                                "model/TransactionStatus",
                                "Map.of(Event.ALL_ACKNOWLEDGED, CONFIRMED)",
                                "Map.of(Event.ALL_ACKNOWLEDGED, CONFIRMED, Event.CANCEL_DECIDED, CANCELLING, Event.COMMIT_DECIDED, CONFIRMING)")
                        .edit(
                                "model/TransactionStatus",
                                "Map.of(Event.ALL_ACKNOWLEDGED, CANCELLED)",
                                "Map.of(Event.ALL_ACKNOWLEDGED, CANCELLED, Event.CANCEL_DECIDED, CANCELLING, Event.COMMIT_DECIDED, CONFIRMING)")
                        .edit(
                                "model/BranchStatus",
                                "Map.of(Event.ACKNOWLEDGED, CONFIRMED)",
                                "Map.of(Event.ACKNOWLEDGED, CONFIRMED, Event.CANCEL_DECIDED, CANCELLING, Event.COMMIT_DECIDED, CONFIRMING)")
                        .edit(
                                "model/BranchStatus",
                                "Map.of(Event.ACKNOWLEDGED, CANCELLED)",
                                "Map.of(Event.ACKNOWLEDGED, CANCELLED, Event.CANCEL_DECIDED, CANCELLING, Event.COMMIT_DECIDED, CONFIRMING)"),
                new SourceMutant("the timeout decides what is decided", 30)
                        .edit(
                                ENGINE,
                                "if (transaction.status() == TransactionStatus.TRYING) {\n                // The clock",
                                "if (!transaction.status().isFinal()) {\n                // The clock"),
                new SourceMutant("the timeout commits", 30)
                        .edit(
                                ENGINE,
                                "decide(transaction, Decision.CANCEL, triesLost",
                                "decide(transaction, Decision.COMMIT, triesLost"),
                new SourceMutant("a deadline passes unseen", 30)
                        .edit(TRANSACTIONS, "timers.schedule(transaction, transaction.deadlineMillis());", ""),
                new SourceMutant("a deadline comes early", 100)
                        .edit(
                                TRANSACTION,
                                "return begunMillis + facts.timeoutMillis();",
                                "return begunMillis + facts.timeoutMillis() / 2;"),
                new SourceMutant("nobody waits for the decision", 30)
                        .edit(
                                ENGINE,
                                "Waiters.add(transaction, decide.replyTo(), Kind.COMPLETED_OR_FAILING, step);",
                                ""),
                new SourceMutant("a rollback commits", 30)
                        .edit(
                                ENGINE,
                                "decide(transaction, decide.decision(), Cause.CALLER, step);",
                                "decide(transaction, Decision.COMMIT, Cause.CALLER, step);"),
                new SourceMutant("the decision is written lazily", 30)
                        .edit(
                                ENGINE,
                                "Transactions.write(transaction, decided, step);",
                                "transaction.apply(decided);\n        step.appendLazily(decided);"),
                new SourceMutant("a transaction ends the other way", 30)
                        .edit(
                                "model/TransactionStatus",
                                "decision == Decision.COMMIT ? CONFIRMED : CANCELLED",
                                "decision == Decision.COMMIT ? CANCELLED : CONFIRMED"));
    }

    private static List<SourceMutant> ofPhaseTwo() {
        return List.of(
                new SourceMutant("a fenced owner says what it cannot know", 3_000)
                        .edit(ENGINE, "found.laneEpoch() > transactions.epoch()", "found.laneEpoch() < 0"),
                new SourceMutant("finished before all have acknowledged", 30)
                        .edit(
                                ENGINE,
                                "phaseTwo.isOver(transaction)",
                                "transaction.branches.stream().anyMatch(one -> !one.isOutstanding())")
                        .edit(
                                TRANSACTION,
                                "branch.status == BranchStatus.CONFIRMED || branch.status == BranchStatus.CANCELLED,",
                                "true,"),
                new SourceMutant("the end after a failure is answered before it is durable", 5_000)
                        .edit(
                                PHASE_TWO,
                                "if (transaction.hasFailedAttempts()) {\n            step.makeDurable(transaction);",
                                "if (transaction.hasFailedAttempts()) {"),
                new SourceMutant("an end that may have been told is taken back", 300)
                        .edit(
                                TRANSACTION,
                                "mayHaveEnded = decided && (failedAfterPossibleEnd || !hasFailedAttempts());",
                                "mayHaveEnded = false;"),
                new SourceMutant("an end that may have been told is taken back after a second restart", 3_000)
                        .edit(TRANSACTION, "failedAfterPossibleEnd || !hasFailedAttempts()", "!hasFailedAttempts()"),
                new SourceMutant("an end that may have been told is denied at the first failure", 1_000)
                        .edit(WAITERS, "if (!transaction.mayHaveEnded) {", "if (true) {")
                        .edit(WAITERS, "transaction.mayHaveEnded && transaction.hasFailedAttempts()", "false")
                        .edit(
                                WAITERS,
                                "if (transaction.mayHaveEnded) {\n            return false;",
                                "if (transaction.mayHaveEnded && !transaction.hasFailedAttempts()) {\n            return false;"),
                new SourceMutant("the end is not answered", 30)
                        .edit(WAITERS, "transaction.waiters.forEach(waiter -> tell(transaction, waiter, step));", ""),
                new SourceMutant("a failure counts as done", 30)
                        .edit(
                                PHASE_TWO,
                                "answer.result() instanceof CallResult.Done",
                                "!(answer.result() instanceof CallResult.Refused)"),
                new SourceMutant("an answer counts for another branch", 30)
                        .edit(ENGINE, "transaction.branch(answered.branchId());", "transaction.branches.get(0);"),
                new SourceMutant("a repeated failure counts again", 300)
                        .edit(
                                PHASE_TWO,
                                "} else if (branch.callUnderWay && answer.attempt() == branch.failedAttempts + 1) {",
                                "} else {"),
                new SourceMutant("Confirm and Cancel are mixed up", 30)
                        .edit(
                                PHASE_TWO,
                                "branch.status == BranchStatus.CONFIRMING ? Phase.CONFIRM : Phase.CANCEL",
                                "branch.status == BranchStatus.CONFIRMING ? Phase.CANCEL : Phase.CONFIRM"),
                new SourceMutant("unanswered calls are waited for for ever", 30)
                        .edit(
                                PHASE_TWO,
                                "branch.dueMillis = step.nowMillis() + settings.attemptTimeoutMillis();",
                                "branch.dueMillis = Timers.NONE;"),
                new SourceMutant("a parked branch is never called again", 30)
                        .edit(
                                PHASE_TWO,
                                "branch.dueMillis = next;",
                                "branch.dueMillis = branch.parked ? Timers.NONE : next;"),
                new SourceMutant("a failed call is repeated at once", 30)
                        .edit(PHASE_TWO, "branch.dueMillis = next;", "branch.dueMillis = step.nowMillis();"),
                new SourceMutant("no branch is ever parked", 100)
                        .edit(PHASE_TWO, "parks && !branch.parked", "attempt < 0"),
                new SourceMutant("a branch is parked again and again", 100)
                        .edit(PHASE_TWO, "parks && !branch.parked", "parks"),
                new SourceMutant("a call is repeated while it is under way", 30)
                        .edit(
                                PHASE_TWO,
                                "if (!branch.callUnderWay && branch.dueMillis",
                                "if (branch.dueMillis - (branch.callUnderWay ? settings.attemptTimeoutMillis() : 0)"),
                new SourceMutant("an acknowledged branch is called again", 30)
                        .edit("engine/Branch", "return acknowledged == null && (", "return ("),
                new SourceMutant("serial branches are called at once", 100)
                        .edit(
                                PHASE_TWO,
                                "if (!serial && !transaction.isOrdered()) {",
                                "if (!transaction.isOrdered()) {"),
                new SourceMutant("ordered branches are called at once", 100)
                        .edit(PHASE_TWO, "if (!serial && !transaction.isOrdered()) {", "if (!serial) {"),
                new SourceMutant("serial branches are cancelled forwards", 100)
                        .edit(
                                PHASE_TWO,
                                "boolean confirming = transaction.status() == TransactionStatus.CONFIRMING;",
                                "boolean confirming = true;"),
                new SourceMutant("the back-off is nothing", 100)
                        .edit("engine/Backoff", "return Math.max(1, full - ", "return Math.max(1, full / 1_000_000 - "),
                new SourceMutant("acknowledgements are forgotten once one is written", 100)
                        .edit(
                                PHASE_TWO,
                                "branch.acknowledged = null;\n                write(",
                                "branch.acknowledged = null;\n                if (branch.id > 0) continue;\n                write("));
    }

    private static List<SourceMutant> ofOperators() {
        return List.of(
                new SourceMutant("an operator commits what was submitted", 1000)
                        .edit(OPERATIONS, "action == Action.COMMIT && transaction.isDriven()", "false"),
                new SourceMutant("an operator decides once more", 1000)
                        .edit(OPERATIONS, "transaction.status() != TransactionStatus.TRYING", "false"),
                new SourceMutant("an operator commits without having looked", 1000)
                        .edit(OPERATIONS, "!any && operate.position() != transaction.nextSequence()", "false"),
                new SourceMutant("a dry run is no dry run", 1000)
                        .edit(OPERATIONS, "if (operate.dryRun()) {", "if (step.nowMillis() < 0) {"),
                new SourceMutant("one operator does for two", 1000)
                        .edit(OPERATIONS, "settings.secondApprover() && ", ""),
                new SourceMutant("an operator seconds himself", 1000)
                        .edit(OPERATIONS, "!transaction.proposal().isSecondedBy(operation)", "false")
                        .edit(OPERATIONS, "proposal.isRepeatedBy(operation)", "false"),
                new SourceMutant("what an operator does is not written down", 1000)
                        .edit(OPERATIONS, "write(transaction, acted, step);", ""),
                new SourceMutant("a branch that has not failed is settled", 1000)
                        .edit(
                                OPERATIONS,
                                "branch.isOutstanding() && branch.failedAttempts > 0",
                                "branch.isOutstanding()"),
                new SourceMutant("a branch that was settled goes on to be called", 1000)
                        .edit(
                                OPERATIONS,
                                "settled(transaction, branch, now)",
                                "new BranchParked(transaction.id(), sequence, now, branch.id)"),
                new SourceMutant("a resumed branch stays parked", 1000).edit(BRANCH, "parked = false;", ""),
                new SourceMutant("a resumed branch is not forgiven", 1000)
                        .edit(BRANCH, "forgivenAttempts = failedAttempts;", ""));
    }

    private static List<SourceMutant> ofTheFold() {
        return List.of(
                new SourceMutant("failed attempts are not counted", 30)
                        .edit(TRANSACTION, "branch.failedAttempts = failed.attempt();", ""),
                new SourceMutant("the time of the next attempt is lost", 100)
                        .edit(TRANSACTION, "branch.nextAttemptMillis = failed.nextAttemptMillis();", ""),
                new SourceMutant("parking is not remembered", 100)
                        .edit(TRANSACTION, "known(parked.branchId()).parked = true;", "known(parked.branchId());"),
                new SourceMutant("the log's format loses a branch's data", 100)
                        .edit(
                                "log/RecordCodec",
                                "out.with(\"data\", facts.applicationData());",
                                "out.with(\"data\", \"lost\");"),
                new SourceMutant("reported data is lost", 100)
                        .edit(
                                TRANSACTION,
                                "branch.facts = branch.facts.withApplicationData(reported.applicationData());",
                                ""),
                new SourceMutant("the cause is lost", 100)
                        .edit(TRANSACTION, "cause = decided.cause();", "cause = Cause.CALLER;"),
                new SourceMutant("only the first branch learns the decision", 30)
                        .edit(
                                TRANSACTION,
                                "branch.status.on(commit ? BranchStatus.Event.COMMIT_DECIDED : BranchStatus.Event.CANCEL_DECIDED);",
                                "branch == branches.get(0) ? branch.status.on(commit ? BranchStatus.Event.COMMIT_DECIDED : BranchStatus.Event.CANCEL_DECIDED) : branch.status;"));
    }

    private static List<SourceMutant> ofSubmissions() {
        return List.of(
                new SourceMutant("a key is not looked up", 300)
                        .edit(SUBMISSIONS, "if (key == null || owner != null) {", "if (true) {"),
                new SourceMutant("a key is forgotten while its transaction is open", 300)
                        .edit(KEYS, "return open.get(key);", "return null;"),
                new SourceMutant("everybody who waits for a key becomes a transaction", 300)
                        .edit(
                                SUBMISSIONS,
                                "KeyOwner owner = found.owner() != null ? found.owner() : keys.owner(found.key());",
                                "KeyOwner owner = found.owner();"),
                new SourceMutant("one Try is enough", 30)
                        .edit(
                                TRIES,
                                "if (!isDone(transaction, place)) {\n                return null;",
                                "if (!isDone(transaction, place)) {\n                return Cause.TRIED;"),
                new SourceMutant("a Try of which nobody knows counts as done", 100)
                        .edit(
                                TRIES,
                                "branch.tried = tried(branch, Tried.Outcome.UNKNOWN, shortened(failed.error()), step);\n            return Cause.TRY_FAILED;",
                                "result = new CallResult.Done(failed.error());"),
                new SourceMutant("a refused Try counts as done", 30)
                        .edit(
                                TRIES,
                                "branch.tried = tried(branch, Tried.Outcome.REFUSED, shortened(refused.reason()), step);\n            return Cause.TRY_REFUSED;",
                                "result = new CallResult.Done(refused.reason());"),
                new SourceMutant("Trys do not wait for those before them", 100)
                        .edit(
                                TRIES,
                                "if (!branch.tryCalled && mayBeCalled(transaction, branch)) {",
                                "if (!branch.tryCalled) {"),
                new SourceMutant("Trys are called again after a restart", 3_000)
                        .edit(ENGINE, "transaction.isDriven() && !transaction.isRecovered()", "transaction.isDriven()"),
                new SourceMutant("its caller may commit what is being tried", 300)
                        .edit(ENGINE, "decide.decision() == Decision.CANCEL", "true"),
                new SourceMutant("what was submitted waits for its deadline after a restart", 300)
                        .edit(ENGINE, "triesLost ? Cause.RESTART : Cause.TIMEOUT", "Cause.TRY_FAILED"));
    }
}
