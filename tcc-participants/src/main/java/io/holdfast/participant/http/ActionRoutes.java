// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.http;

import io.holdfast.api.CallHeaders;
import io.holdfast.participant.BranchCall;
import io.holdfast.participant.PermanentRefusalException;
import io.holdfast.participant.TccAction;
import io.holdfast.participant.call.GuardedBranchCalls;
import io.holdfast.participant.guard.GuardAnomalyException;
import io.holdfast.participant.guard.GuardUnavailableException;
import io.holdfast.participant.guard.Phase;
import io.holdfast.participant.plain.PlainAction;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Plain actions over HTTP: {@code POST <path>/<name of the action>}, one address for all three phases, which the header
 * {@code holdfast-phase} tells apart; the body is the request as JSON. Runs on the servlet's threads.
 *
 * <p>Answers: 200 with what Try returned; 409 with class and reason for what is refused for good; 400 for a call that is
 * none; 503 for everything that may be tried again.
 */
public final class ActionRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(ActionRoutes.class);

    private final GuardedBranchCalls calls;
    private final Map<String, TccAction<?>> actions = new LinkedHashMap<>();

    /**
     * Routes to these actions.
     *
     * @throws IllegalStateException if two have the same name
     */
    public ActionRoutes(GuardedBranchCalls calls, List<TccAction<?>> actions) {
        this.calls = calls;
        for (TccAction<?> action : actions) {
            if (this.actions.put(action.name(), action) != null) {
                throw new IllegalStateException("two actions have the name " + action.name());
            }
        }
    }

    /** The routes below that path. */
    public RouterFunction<ServerResponse> under(String path) {
        return RouterFunctions.route()
                .POST(path + "/{holdfastAction}", this::handle)
                .build();
    }

    private ServerResponse handle(ServerRequest request) {
        TccAction<?> action = actions.get(request.pathVariable("holdfastAction"));
        if (action == null) {
            return problem(HttpStatus.NOT_FOUND, "NoSuchAction", "the actions here are " + actions.keySet());
        }
        BranchCall call;
        try {
            call = new BranchCall(
                    required(request, CallHeaders.XID),
                    Long.parseLong(required(request, CallHeaders.BRANCH_ID)),
                    Phase.valueOf(required(request, CallHeaders.PHASE).toUpperCase(Locale.ROOT)),
                    Integer.parseInt(required(request, CallHeaders.ATTEMPT)),
                    Long.parseLong(required(request, CallHeaders.REMAINING_MILLIS)));
        } catch (IllegalArgumentException e) {
            return problem(HttpStatus.BAD_REQUEST, "NoCoordinatorsCall", e.getMessage());
        }
        try {
            return answer(call, run(action, call, request));
        } catch (Throwable failure) { // the top of the call: whatever was thrown is the answer
            return failed(action, call, failure);
        }
    }

    private static String required(ServerRequest request, String header) {
        String value = request.headers().firstHeader(header);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("the header " + header + " is missing");
        }
        return value.trim();
    }

    private Object run(TccAction<?> action, BranchCall call, ServerRequest request) throws Throwable {
        Type type = PlainAction.requestType(action);
        Object body;
        try {
            body = request.body(ParameterizedTypeReference.forType(type));
        } catch (Exception e) { // whatever the converters throw
            PermanentRefusalException misfit = new PermanentRefusalException(
                    "the body is not the JSON of " + type.getTypeName() + ": " + e.getMessage(), e);
            if (call.phase() == Phase.CANCEL) {
                return calls.cancelUntried(action.name(), call, misfit);
            }
            throw misfit;
        }
        return calls.call(action, action.name(), call, body);
    }

    private static ServerResponse answer(BranchCall call, Object answer) {
        if (call.phase() == Phase.TRY) {
            ServerResponse.BodyBuilder ok = ServerResponse.ok();
            return answer == null
                    ? ok.build()
                    : ok.contentType(MediaType.APPLICATION_JSON).body(answer);
        }
        return Boolean.TRUE.equals(answer)
                ? ServerResponse.ok().build()
                : problem(HttpStatus.SERVICE_UNAVAILABLE, "AnsweredFalse", "to be called again");
    }

    private static ServerResponse failed(TccAction<?> action, BranchCall call, Throwable failure) {
        boolean refused = call.phase() == Phase.TRY
                ? failure instanceof Exception && !(failure instanceof GuardUnavailableException)
                : failure instanceof GuardAnomalyException || failure instanceof PermanentRefusalException;
        if (refused) {
            LOG.info("{} of {} refused: {}", call.phase(), action.name(), failure.toString());
            return problem(HttpStatus.CONFLICT, failure.getClass().getName(), failure.getMessage());
        }
        LOG.warn("{} of {} failed, to be called again", call.phase(), action.name(), failure);
        return problem(HttpStatus.SERVICE_UNAVAILABLE, failure.getClass().getName(), failure.getMessage());
    }

    private static ServerResponse problem(HttpStatus status, String kind, String reason) {
        return ServerResponse.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("class", kind, "reason", reason == null ? kind : reason));
    }
}
