// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin;

import io.holdfast.coordinator.model.Action;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Operated;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Input.Operate;
import io.holdfast.coordinator.model.Operation;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.port.Callback;
import io.holdfast.coordinator.port.Coordinator;
import java.security.Principal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/transactions/{xid}/actions}: steps in. What may be done is the lane's to say, on whatever node it is. */
@RestController
public final class ActionsController {
    private static final int MAX_REASON_CHARS = 500;
    private static final int WAIT_SECONDS = 15;

    private final Coordinator coordinator;

    public ActionsController(Coordinator coordinator) {
        this.coordinator = coordinator;
    }

    /**
     * What an operator asks for.
     *
     * @param action one of {@link Action}
     * @param branchId null or absent: every branch
     * @param position null or absent: whatever has happened meanwhile
     * @param dryRun null or absent: it is done
     */
    record ActionRequest(String action, String branchId, String reason, Integer position, Boolean dryRun) {}

    /** @param position how many records the transaction had before */
    record ActionView(Action action, boolean dryRun, boolean proposed, int position, List<CallView> calls) {}

    /** A call that follows at once, or would. */
    record CallView(String branchId, String phase) {}

    @PostMapping(path = "/api/v1/transactions/{xid}/actions", produces = MediaType.APPLICATION_JSON_VALUE)
    ActionView act(@PathVariable("xid") String xid, @RequestBody ActionRequest request, Principal operator) {
        TransactionId id = SearchRequest.id("xid", xid);
        Operation operation = operation(request, operator);
        boolean dryRun = Boolean.TRUE.equals(request.dryRun());
        int position = request.position() == null ? Operate.ANY_POSITION : request.position();
        if (position < 0) {
            throw AdminProblem.invalid("position", "it is negative", "give the position of the dry run");
        }
        Reply reply = new Reply();
        if (!coordinator.offer(new Operate(id, operation, position, dryRun, reply))) {
            throw unavailable("the lane of transaction " + id + " takes no more requests just now");
        }
        Answer answer = reply.await();
        if (answer instanceof Operated operated) {
            List<CallView> calls = operated.calls().stream()
                    .map(call -> new CallView(
                            Long.toString(call.branchId()), call.phase().name()))
                    .toList();
            return new ActionView(operation.action(), dryRun, operated.proposed(), operated.position(), calls);
        }
        throw refused((Refused) answer);
    }

    private static Operation operation(ActionRequest request, Principal operator) {
        Action action = Parameters.constant("action", request.action(), Action.class);
        if (action == null) {
            throw AdminProblem.invalid("action", "it is missing", "use one of " + List.of(Action.values()));
        }
        String reason = request.reason() == null ? "" : request.reason().strip();
        if (reason.isEmpty() || reason.length() > MAX_REASON_CHARS) {
            throw AdminProblem.invalid(
                    "reason",
                    reason.isEmpty() ? "it is missing" : "it has " + reason.length() + " characters",
                    "say why, in " + MAX_REASON_CHARS + " characters at most: it stays in the transaction's history");
        }
        return new Operation(action, branchId(request.branchId()), operator.getName(), reason);
    }

    private static long branchId(String text) {
        if (text == null || text.isEmpty()) {
            return Operation.EVERY_BRANCH;
        }
        try {
            long branch = Long.parseLong(text);
            if (branch > 0) {
                return branch;
            }
        } catch (NumberFormatException noNumber) {
            // said below
        }
        throw AdminProblem.invalid(
                "branchId",
                "not a branch: " + Parameters.shown(text),
                "leave it out, or take one of the transaction's");
    }

    private static AdminProblem refused(Refused refused) {
        String code = refused.refusal().name();
        return switch (refused.refusal()) {
            case NO_SUCH_TRANSACTION ->
                new AdminProblem(
                        HttpStatus.NOT_FOUND, code, "xid", refused.message(), "look for it by its key or a tag");
            case NO_SUCH_BRANCH ->
                new AdminProblem(
                        HttpStatus.NOT_FOUND, code, "branchId", refused.message(), "take one of the transaction's");
            case BUSY, MOVED, UNAVAILABLE -> unavailable(refused.message());
            default ->
                new AdminProblem(
                        HttpStatus.CONFLICT,
                        code,
                        null,
                        refused.message(),
                        "read the transaction, and try it dry first");
        };
    }

    private static AdminProblem unavailable(String why) {
        return new AdminProblem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "UNAVAILABLE",
                null,
                why,
                "read the transaction: if there is no record of your action, ask again");
    }

    /** Hands the answer from the lane's thread to the one that waits. */
    private static final class Reply implements Callback {
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();

        @Override
        public void answer(Answer given) {
            answer.complete(given);
        }

        Answer await() {
            try {
                return answer.get(WAIT_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException silent) {
                throw unavailable("no answer from the transaction's lane within " + WAIT_SECONDS + " s");
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw unavailable("the coordinator stops");
            }
        }
    }
}
