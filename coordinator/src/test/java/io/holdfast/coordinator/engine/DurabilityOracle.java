// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.LogRecord.AttemptFailed;
import io.holdfast.coordinator.model.LogRecord.BranchRegistered;
import io.holdfast.coordinator.model.LogRecord.Decided;
import io.holdfast.coordinator.model.LogRecord.Finished;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.TransactionStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Judges what goes out by what is durable at that moment, with rules of its own (I1, I2, I3, I6, I8, I9). Knows nothing
 * of the engine's state.
 */
final class DurabilityOracle {
    private final List<LogRecord> durable = new ArrayList<>();
    private final Map<TransactionId, List<LogRecord>> byTransaction = new LinkedHashMap<>();
    /** Of which somebody was told that they have. */
    private final Set<TransactionId> ended = new HashSet<>();

    List<LogRecord> durable() {
        return durable;
    }

    void written(List<LogRecord> records) {
        for (LogRecord record : records) {
            List<LogRecord> before = byTransaction.computeIfAbsent(record.transaction(), id -> new ArrayList<>());
            assertThat(record.sequence())
                    .as("the records of a transaction have no gap: %s", record)
                    .isEqualTo(before.size());
            if (record instanceof Decided) {
                assertThat(of(record.transaction(), Decided.class))
                        .as("I1: a second decision: %s", record)
                        .isEmpty();
            }
            if (record instanceof BranchRegistered) {
                assertThat(of(record.transaction(), Decided.class))
                        .as("I8: a registration after the decision: %s", record)
                        .isEmpty();
            }
            assertThat(of(record.transaction(), Finished.class))
                    .as("a record after the end: %s", record)
                    .isEmpty();
            before.add(record);
            durable.add(record);
        }
    }

    void replied(TransactionId about, Answer answer) {
        if (answer instanceof Answer.Registered registered) {
            assertThat(of(about, BranchRegistered.class))
                    .as("I8: branch %s was answered", registered)
                    .anyMatch(record -> record.branchId() == registered.branchId());
        } else if (answer instanceof Standing standing) {
            told(about, standing);
        } else if (answer instanceof Answer.Outcome outcome) {
            assertThat(byTransaction)
                    .as("I2: accepted is what is durable: %s", outcome)
                    .containsKey(about);
            told(about, outcome.standing());
        }
    }

    void called(BranchCall call) {
        if (call.phase() == Phase.TRY) {
            assertThat(of(call.xid().id(), BranchRegistered.class))
                    .as("I8: the registration behind %s", call)
                    .anyMatch(record -> record.branchId() == call.branchId());
            assertThat(of(call.xid().id(), Decided.class))
                    .as("no Try after the decision: %s", call)
                    .isEmpty();
            return;
        }
        Decision decision = call.phase() == Phase.CONFIRM ? Decision.COMMIT : Decision.CANCEL;
        assertThat(of(call.xid().id(), Decided.class))
                .as("I2, I3: the decision behind %s", call)
                .singleElement()
                .matches(decided -> decided.decision() == decision);
    }

    private void told(TransactionId id, Standing standing) {
        boolean branches = byTransaction.containsKey(id);
        if (standing.status() == TransactionStatus.TRYING || !branches) {
            return;
        }
        boolean commit =
                standing.status() == TransactionStatus.CONFIRMED || standing.status() == TransactionStatus.CONFIRMING;
        assertThat(of(id, Decided.class))
                .as("I2: the decision behind %s", standing)
                .singleElement()
                .matches(decided ->
                        (decided.decision() == Decision.COMMIT) == commit && decided.cause() == standing.cause());
        boolean failedBefore = of(id, AttemptFailed.class).stream().anyMatch(failed -> !failed.afterPossibleEnd());
        if (standing.status().isFinal()) {
            ended.add(id);
            assertThat(of(id, Finished.class).size())
                    .as("I6: the end behind %s, which a recovered failure would deny", standing)
                    .isGreaterThanOrEqualTo(failedBefore ? 1 : 0);
        } else {
            assertThat(ended).as("I6: never less than was told: %s", standing).doesNotContain(id);
        }
        if (standing.retrying()) {
            assertThat(of(id, AttemptFailed.class))
                    .as("I6: the failure behind %s", standing)
                    .isNotEmpty();
        }
    }

    <T extends LogRecord> List<T> of(TransactionId id, Class<T> kind) {
        Stream<LogRecord> records = byTransaction.getOrDefault(id, List.of()).stream();
        return records.filter(kind::isInstance).map(kind::cast).toList();
    }
}
