// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Answer.Standing;
import io.holdfast.coordinator.model.Cause;
import io.holdfast.coordinator.model.TransactionStatus;
import io.holdfast.coordinator.model.Xid;
import java.util.ArrayList;
import java.util.List;
import org.apache.seata.core.exception.TransactionExceptionCode;
import org.apache.seata.core.model.GlobalStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AnswerTableTest {
    private static final ClientVersion OLD = ClientVersion.parse("1.4.2");
    private static final ClientVersion NEW = ClientVersion.parse("2.6.0");
    /** What {@code TransactionalTemplate.commitTransaction} throws on, from 1.7 on. */
    private static final List<GlobalStatusCode> COMMIT_THROWS = List.of(
            GlobalStatusCode.FINISHED,
            GlobalStatusCode.TIMEOUT_ROLLBACKING,
            GlobalStatusCode.TIMEOUT_ROLLBACK_RETRYING,
            GlobalStatusCode.TIMEOUT_ROLLBACKED);

    @ParameterizedTest
    @CsvSource({
        "TRYING,      ,        false, BEGIN",
        "CONFIRMING,  CALLER,  false, COMMITTING",
        "CONFIRMING,  CALLER,  true,  COMMIT_RETRYING",
        "CONFIRMED,   CALLER,  false, COMMITTED",
        "CANCELLING,  CALLER,  false, ROLLBACKING",
        "CANCELLING,  CALLER,  true,  ROLLBACK_RETRYING",
        "CANCELLED,   CALLER,  false, ROLLBACKED",
        "CANCELLING,  TIMEOUT, false, TIMEOUT_ROLLBACKING",
        "CANCELLING,  TIMEOUT, true,  TIMEOUT_ROLLBACK_RETRYING",
        "CANCELLED,   TIMEOUT, false, TIMEOUT_ROLLBACKED"
    })
    void statusSaysWhereItStands(TransactionStatus status, Cause cause, boolean retrying, GlobalStatusCode expected) {
        Standing standing = new Standing(status, cause, retrying);

        assertThat(AnswerTable.status(standing)).isEqualTo(expected);
        for (RequestKind kind : List.of(RequestKind.STATUS, RequestKind.REPORT)) {
            WireAnswer answer = AnswerTable.answer(kind, standing, OLD);
            assertThat(answer).isEqualTo(WireAnswer.of(kind, expected)).matches(WireAnswer::succeeded);
        }
    }

    @Test
    void noClientTakesAnythingButACommitForACommit() {
        for (Standing standing : everyStanding()) {
            boolean committed = standing.status() == TransactionStatus.CONFIRMING
                    || standing.status() == TransactionStatus.CONFIRMED;
            for (ClientVersion client : List.of(OLD, NEW)) {
                WireAnswer answer = AnswerTable.answer(RequestKind.COMMIT, standing, client);
                assertThat(believesInCommit(answer, client))
                        .as("%s %s", standing, client)
                        .isEqualTo(committed);
                assertThat(answer.status()).isEqualTo(AnswerTable.status(standing));
            }
        }
        for (Refusal refusal : Refusal.values()) {
            for (ClientVersion client : List.of(OLD, NEW)) {
                WireAnswer answer = AnswerTable.answer(RequestKind.COMMIT, new Refused(refusal, "why"), client);
                assertThat(believesInCommit(answer, client))
                        .as("%s %s", refusal, client)
                        .isFalse();
                assertThat(answer.code()).as("throws in every version").isEqualTo(MessageCode.STATUS_RESULT);
            }
        }
    }

    @Test
    void commitAfterATimeoutIsAnsweredAsTheStockServerDoes() {
        Standing standing = new Standing(TransactionStatus.CANCELLING, Cause.TIMEOUT, false);

        assertThat(AnswerTable.answer(RequestKind.COMMIT, standing, NEW))
                .isEqualTo(WireAnswer.of(RequestKind.COMMIT, GlobalStatusCode.TIMEOUT_ROLLBACKING));
    }

    @Test
    void noClientTakesAnythingButACancelForACancel() {
        for (Standing standing : everyStanding()) {
            boolean cancelled = standing.status() == TransactionStatus.CANCELLING
                    || standing.status() == TransactionStatus.CANCELLED;
            for (ClientVersion client : List.of(OLD, NEW)) {
                WireAnswer answer = AnswerTable.answer(RequestKind.ROLLBACK, standing, client);
                assertThat(believesInRollback(answer, client))
                        .as("%s %s", standing, client)
                        .isEqualTo(cancelled);
                assertThat(answer.status()).isEqualTo(AnswerTable.status(standing));
            }
        }
    }

    @Test
    void rollbackOfWhatIsNotKnownIsDone() {
        WireAnswer answer =
                AnswerTable.answer(RequestKind.ROLLBACK, new Refused(Refusal.NO_SUCH_TRANSACTION, "unknown"), OLD);

        assertThat(answer).isEqualTo(WireAnswer.of(RequestKind.ROLLBACK, GlobalStatusCode.FINISHED));
    }

    @ParameterizedTest
    @EnumSource(value = Refusal.class, names = "NO_SUCH_TRANSACTION", mode = EnumSource.Mode.EXCLUDE)
    void anyOtherRefusedRollbackThrows(Refusal refusal) {
        WireAnswer answer = AnswerTable.answer(RequestKind.ROLLBACK, new Refused(refusal, "why"), NEW);

        assertThat(answer.code()).isEqualTo(MessageCode.STATUS_RESULT);
        assertThat(answer.message()).isEqualTo("why");
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void onlyADecisionThatMaySucceedLaterIsHeldBack(Refusal refusal) {
        boolean mayClearUp = refusal == Refusal.BUSY || refusal == Refusal.MOVED || refusal == Refusal.UNAVAILABLE;
        for (RequestKind kind : RequestKind.values()) {
            boolean decision = kind == RequestKind.COMMIT || kind == RequestKind.ROLLBACK;
            WireAnswer answer = AnswerTable.answer(kind, new Refused(refusal, "why"), NEW);
            assertThat(answer.atOnce()).as("%s %s", kind, refusal).isEqualTo(!(decision && mayClearUp));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "NO_SUCH_TRANSACTION, GlobalTransactionNotExist,  GlobalTransactionNotExist",
        "NO_SUCH_BRANCH,      BranchRegisterFailed,       BranchTransactionNotExist",
        "DECIDED,             GlobalTransactionNotActive, BranchReportFailed",
        "EXPIRED,             GlobalTransactionNotActive, BranchReportFailed",
        "LIMIT,               BranchRegisterFailed,       BranchReportFailed",
        "BUSY,                BranchRegisterFailed,       BranchReportFailed",
        "UNAVAILABLE,         BranchRegisterFailed,       BranchReportFailed"
    })
    void refusedBranchCarriesItsReason(
            Refusal refusal, TransactionExceptionCode onRegister, TransactionExceptionCode onReport) {
        Answer refused = new Refused(refusal, "why");
        WireAnswer register = AnswerTable.answer(RequestKind.REGISTER_BRANCH, refused, NEW);
        WireAnswer report = AnswerTable.answer(RequestKind.REPORT_BRANCH, refused, NEW);

        assertThat(register.succeeded()).isFalse();
        assertThat(register.message()).isEqualTo("why");
        assertThat(register.code()).isEqualTo(MessageCode.BRANCH_REGISTER_RESULT);
        assertThat(TransactionExceptionCode.get(register.error().code())).isEqualTo(onRegister);
        assertThat(report.succeeded()).isFalse();
        assertThat(report.code()).isEqualTo(MessageCode.BRANCH_REPORT_RESULT);
        assertThat(TransactionExceptionCode.get(report.error().code())).isEqualTo(onReport);
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void refusedBeginFailsWithTheReason(Refusal refusal) {
        WireAnswer answer = AnswerTable.answer(RequestKind.BEGIN, new Refused(refusal, "why"), NEW);

        assertThat(answer.code()).isEqualTo(MessageCode.BEGIN_RESULT);
        assertThat(answer.succeeded()).isFalse();
        assertThat(TransactionExceptionCode.get(answer.error().code())).isEqualTo(TransactionExceptionCode.BeginFailed);
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void refusedQuestionIsUnknownUnlessNobodyKnowsTheTransaction(Refusal refusal) {
        WireAnswer answer = AnswerTable.answer(RequestKind.STATUS, new Refused(refusal, "why"), NEW);

        assertThat(answer.status())
                .isEqualTo(
                        refusal == Refusal.NO_SUCH_TRANSACTION ? GlobalStatusCode.FINISHED : GlobalStatusCode.UNKNOWN);
    }

    @Test
    void successesCarryWhatWasMade() {
        assertThat(AnswerTable.answer(RequestKind.BEGIN, new Answer.Begun(Xid.parse("h:1:2")), OLD))
                .isEqualTo(WireAnswer.begun("h:1:2"));
        assertThat(AnswerTable.answer(RequestKind.REGISTER_BRANCH, new Answer.Registered(7), OLD))
                .isEqualTo(WireAnswer.registered(7));
        assertThat(AnswerTable.answer(RequestKind.REPORT_BRANCH, new Answer.Reported(), OLD)
                        .succeeded())
                .isTrue();
    }

    @Test
    void anAnswerToAnotherQuestionIsABug() {
        assertThatThrownBy(() -> AnswerTable.answer(RequestKind.COMMIT, new Answer.Registered(7), OLD))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AnswerTable.answer(
                        RequestKind.BEGIN, new Standing(TransactionStatus.CONFIRMED, Cause.CALLER, false), OLD))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(GlobalStatusCode.class)
    void statusNumbersAreTheClients(GlobalStatusCode status) {
        String clientsName = GlobalStatus.get(status.code()).name().toUpperCase(java.util.Locale.ROOT);

        assertThat(clientsName).isEqualTo(status.name().replace("_", ""));
        assertThat(status.code()).as("known to 1.4.2").isLessThanOrEqualTo(15);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void errorNumbersAreKnownToTheOldestClient(ErrorCode error) {
        assertThat(error.code()).as("1.4.2 ends with FailedWriteSession").isLessThanOrEqualTo(17);
    }

    private static boolean believesInCommit(WireAnswer answer, ClientVersion client) {
        boolean castable = answer.code() == MessageCode.COMMIT_RESULT;
        return castable && !(client.checksOutcome() && COMMIT_THROWS.contains(answer.status()));
    }

    /** From 1.7 on a status that is no rollback's makes TransactionalTemplate say that it does not know. */
    private static boolean believesInRollback(WireAnswer answer, ClientVersion client) {
        boolean castable = answer.code() == MessageCode.ROLLBACK_RESULT;
        boolean rollback = answer.status().name().contains("ROLLBACK");
        return castable && (rollback || !client.checksOutcome());
    }

    private static List<Standing> everyStanding() {
        List<Standing> all = new ArrayList<>();
        for (TransactionStatus status : TransactionStatus.values()) {
            for (Cause cause : Cause.values()) {
                all.add(new Standing(status, status == TransactionStatus.TRYING ? null : cause, false));
                all.add(new Standing(status, status == TransactionStatus.TRYING ? null : cause, true));
            }
        }
        return all;
    }
}
