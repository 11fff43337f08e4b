// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.guard.jdbc;

import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.Deadline;
import io.holdfast.participant.guard.Declared;
import io.holdfast.participant.guard.GuardAnomalyException;
import io.holdfast.participant.guard.GuardUnavailableException;
import io.holdfast.participant.guard.Phase;
import io.holdfast.participant.guard.TryExpiredException;
import io.holdfast.participant.guard.TryRefusedException;
import io.holdfast.participant.guard.Verdict;
import io.holdfast.participant.guard.jdbc.JdbcGuard.Entry;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs a participant's Try, Confirm and Cancel behind the guard, each in one Spring transaction together with the
 * guard's row (I10, I11). Runs on the caller's thread; any number of threads may use it.
 *
 * <p>A call joins the transaction that its caller has open (PROPAGATION_REQUIRED). Row and business then commit with
 * that transaction: still together, only later, and until then a Confirm or Cancel of the branch waits for the row's
 * lock. A transaction of its own (REQUIRES_NEW) would need a second connection while the first is held, which starves a
 * pool under load, and would wait for ever for rows that the caller has changed.
 *
 * <p>A Try with a deadline does not begin after it, waits for other calls of its branch or business key no longer, and asks
 * once more when its transaction is about to commit; on MySQL the statements of the business that go through Spring wait
 * no longer either. So: no commit of a Try begins after its deadline, on this JVM's monotonic clock. What that cannot
 * promise: a commit that has begun may take its time, and the time that a message spent on its way here is not in it.
 * Both are harmless, because the order of Try and Cancel is settled by the row: a Cancel waits for the commit and then
 * undoes it, and a Try that comes after its Cancel is refused, however much time it believes it has.
 */
public final class TransactionalGuard {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionalGuard.class);

    /** What runs behind the guard. Its exceptions reach the caller as they are. */
    @FunctionalInterface
    public interface Business<T> {
        T run() throws Throwable;
    }

    /**
     * One call.
     *
     * @param isolation as in {@link TransactionDefinition}; counts only if no transaction is open yet
     * @param deadline after which a Try must not write; null if there is none, or it is not known
     */
    public record Call(BranchKey branch, String actionName, int isolation, Declared declared, Deadline deadline) {

        public Call(BranchKey branch, String actionName, int isolation) {
            this(branch, actionName, isolation, Declared.NOTHING, null);
        }

        public static Call of(BranchKey branch, String actionName) {
            return new Call(branch, actionName, TransactionDefinition.ISOLATION_DEFAULT);
        }

        boolean isExpired() {
            return deadline != null && deadline.isOver();
        }

        private TryExpiredException expired(String when, Throwable cause) {
            return new TryExpiredException(branch, actionName, when, cause);
        }
    }

    /** Asks once more at the last moment at which the transaction can still be rolled back. */
    private record BeforeCommit(Call call) implements TransactionSynchronization {
        @Override
        public void beforeCommit(boolean readOnly) {
            if (call.isExpired()) {
                throw call.expired("when it was about to commit", null);
            }
        }
    }

    /** Carries a business exception, checked or not, through the template, which rolls back. */
    private static final class BusinessFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BusinessFailed(Throwable cause) {
            super(null, cause, false, false);
        }
    }

    private final JdbcGuard guard;
    private final DataSource dataSource;
    private final PlatformTransactionManager transactions;

    /**
     * A guard on one data source.
     *
     * @param dataSource where the guard's table is, and what the business uses
     * @param transactions manages the transactions of that very data source
     */
    public TransactionalGuard(JdbcGuard guard, DataSource dataSource, PlatformTransactionManager transactions) {
        this.guard = guard;
        this.dataSource = dataSource;
        this.transactions = transactions;
    }

    /**
     * Runs the Try unless it ran before.
     *
     * @param answerAsBefore answers a duplicate of a Try that took effect
     * @throws TryRefusedException if the branch is decided already
     * @throws TryExpiredException if its deadline has passed; nothing took effect
     * @throws GuardUnavailableException if the guard's row could not be written; nothing took effect
     * @throws Throwable what the business threw; nothing took effect
     */
    public <T> T tryOnce(Call call, Business<T> business, Business<T> answerAsBefore) throws Throwable {
        return tryOnce(call, business, answerAsBefore, () -> {});
    }

    /**
     * As {@link #tryOnce(Call, Business, Business)}.
     *
     * @param tried runs when the row has become TRIED by this call, after the business and in its transaction
     */
    public <T> T tryOnce(Call call, Business<T> business, Business<T> answerAsBefore, Runnable tried) throws Throwable {
        if (call.isExpired()) {
            throw call.expired("when it arrived", null);
        }
        try {
            return inTransaction(Phase.TRY, call, status -> tryInside(call, status, business, answerAsBefore, tried));
        } catch (TransactionTimedOutException | QueryTimeoutException | GuardUnavailableException e) {
            throw call.isExpired() ? call.expired("while it ran", e) : e;
        }
    }

    private <T> T tryInside(
            Call call, TransactionStatus status, Business<T> business, Business<T> answerAsBefore, Runnable tried)
            throws Throwable {
        Verdict verdict = enter(Phase.TRY, call, status);
        if (call.isExpired()) {
            throw call.expired("while it waited for other calls", null);
        }
        if (call.deadline() != null) {
            TransactionSynchronizationManager.registerSynchronization(new BeforeCommit(call));
        }
        if (verdict instanceof Verdict.Run) {
            T answer = business.run();
            tried.run();
            return answer;
        }
        if (verdict instanceof Verdict.AlreadyDone) {
            LOG.info("Try of {} took effect before ({}): not run again", call.actionName(), call.branch());
            return answerAsBefore.run();
        }
        if (verdict instanceof Verdict.Surplus) {
            LOG.info(
                    "Try of {} took effect as another branch under business key {} ({}): not run again",
                    call.actionName(),
                    call.declared().businessKey(),
                    call.branch());
            T answer = answerAsBefore.run();
            tried.run();
            return answer;
        }
        throw new TryRefusedException(call.branch(), call.actionName(), reason(verdict));
    }

    /**
     * Runs Confirm or Cancel unless it ran before.
     *
     * @param business answers whether it succeeded; if not, row and business are rolled back
     * @return whether the phase has taken effect, now or before
     * @throws GuardAnomalyException if the call contradicts the row: never answered with true
     * @throws GuardUnavailableException if the guard's row could not be written; nothing took effect
     * @throws Throwable what the business threw; nothing took effect
     */
    public boolean finishOnce(Phase phase, Call call, Business<Boolean> business) throws Throwable {
        if (phase == Phase.TRY) {
            throw new IllegalArgumentException("a Try does not finish a branch");
        }
        return inTransaction(phase, call, status -> {
            Verdict verdict = enter(phase, call, status);
            if (verdict instanceof Verdict.Run) {
                return run(phase, call, status, business);
            }
            if (verdict instanceof Verdict.AlreadyDone) {
                LOG.info("{} of {} took effect before: not run again", phase, call.branch());
                return true;
            }
            if (verdict instanceof Verdict.Surplus) {
                LOG.info("{} of {} has nothing to do: another branch holds its business key", phase, call.branch());
                return true;
            }
            if (verdict instanceof Verdict.EmptyRollback) {
                LOG.info("{} of {} came without a Try: nothing to undo, a late Try is refused", phase, call.branch());
                return true;
            }
            throw new GuardAnomalyException(phase, call.branch(), reason(verdict));
        });
    }

    private static boolean run(Phase phase, Call call, TransactionStatus status, Business<Boolean> business)
            throws Throwable {
        boolean succeeded = business.run();
        if (!succeeded) {
            LOG.warn("{} of {} answered false: rolled back, to be called again", phase, call.branch());
            status.setRollbackOnly();
        }
        return succeeded;
    }

    private static String reason(Verdict verdict) {
        if (verdict instanceof Verdict.Refused refused) {
            return refused.why();
        }
        if (verdict instanceof Verdict.Anomaly anomaly) {
            return anomaly.why();
        }
        throw new IllegalStateException("I10 no reason to stop after " + verdict);
    }

    private interface Guarded<T> {
        T run(TransactionStatus status) throws Throwable;
    }

    private <T> T inTransaction(Phase phase, Call call, Guarded<T> guarded) throws Throwable {
        TransactionTemplate template = new TransactionTemplate(transactions);
        template.setName("holdfast " + phase + " " + call.actionName());
        template.setIsolationLevel(call.isolation());
        if (phase == Phase.TRY && call.deadline() != null && guard.timeoutsAreOfStatements()) {
            // Whole seconds: the last one belongs to BeforeCommit.
            template.setTimeout(Math.toIntExact(call.deadline().remaining().toSeconds() + 1));
        }
        try {
            return template.execute(status -> {
                try {
                    return guarded.run(status);
                } catch (Throwable failure) { // passed on as it is, once the template has rolled back
                    throw new BusinessFailed(failure);
                }
            });
        } catch (BusinessFailed tunnelled) {
            throw tunnelled.getCause();
        }
    }

    private Verdict enter(Phase phase, Call call, TransactionStatus status) {
        Entry entry = new Entry(
                call.branch(), call.actionName(), call.declared(), phase == Phase.TRY ? call.deadline() : null);
        return onConnection(
                "handle " + phase + " of " + call.branch(),
                connection -> guard.enter(connection, phase, entry, status.isNewTransaction()));
    }

    /**
     * Tries the guard out in a transaction that is rolled back.
     *
     * @throws GuardUnavailableException if the table cannot be used
     * @throws IllegalStateException if the guard cannot work on this database, or with this transaction manager
     */
    public void check() {
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            status.setRollbackOnly();
            onConnection("use its table", connection -> {
                guard.check(connection);
                return true;
            });
        });
    }

    private interface OnConnection<T> {
        T run(Connection connection) throws SQLException;
    }

    private <T> T onConnection(String what, OnConnection<T> work) {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            if (connection.getAutoCommit()) {
                throw new IllegalStateException("I11 the transaction manager does not manage the guard's data source:"
                        + " the guard's row would not commit together with the business");
            }
            return work.run(connection);
        } catch (SQLException e) {
            throw new GuardUnavailableException(what, e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
