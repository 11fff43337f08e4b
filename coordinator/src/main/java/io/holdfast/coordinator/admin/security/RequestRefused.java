// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import org.springframework.http.HttpStatus;

/** A request that is not carried out; {@link Refusals} tells its sender why. */
final class RequestRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;
    private final int retryAfterSeconds;

    private RequestRefused(Problem problem, int retryAfterSeconds) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** @param cure what the sender can do, a sentence */
    static RequestRefused of(HttpStatus status, String detail, String cure) {
        return new RequestRefused(Problem.of(status, null, detail, cure), 0);
    }

    static RequestRefused invalid(String field, String problem) {
        String cure = "Correct " + field + " and send it again.";
        return new RequestRefused(Problem.of(HttpStatus.BAD_REQUEST, field, field + " " + problem, cure), 0);
    }

    static RequestRefused tooMany(int seconds) {
        String cure = "Wait for " + seconds + (seconds == 1 ? " second." : " seconds.");
        HttpStatus status = HttpStatus.TOO_MANY_REQUESTS;
        return new RequestRefused(Problem.of(status, null, "Too many attempts at a password.", cure), seconds);
    }

    Problem problem() {
        return problem;
    }

    /** 0 if waiting does not help. */
    int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
