// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.web.ErrorResponseException;
import tools.jackson.databind.json.JsonMapper;

/** Refusals as problem+json, each with what to do about it. Stateless. */
final class Problems {
    private final JsonMapper json = JsonMapper.builder().build();

    /** @param cure what the caller can do, a sentence */
    static ErrorResponseException refusal(HttpStatus status, String detail, String cure) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setProperty("cure", cure);
        return new ErrorResponseException(status, problem, null);
    }

    /** As {@link #refusal}, about one field of what was sent. */
    static ErrorResponseException invalid(String field, String problem) {
        ErrorResponseException invalid =
                refusal(HttpStatus.BAD_REQUEST, field + " " + problem, "Correct " + field + " and send it again.");
        invalid.getBody().setProperty("field", field);
        return invalid;
    }

    /** Nobody has said who he is, or not rightly. */
    void unauthorized(HttpServletRequest request, HttpServletResponse response, AuthenticationException cause)
            throws IOException {
        unauthorized(response, "This needs a login or a token.");
    }

    void unauthorized(HttpServletResponse response, String detail) throws IOException {
        response.setHeader("WWW-Authenticate", "Bearer realm=\"holdfast\"");
        write(
                response,
                HttpStatus.UNAUTHORIZED,
                detail,
                "POST a username and password to /api/v1/session, or send the header Authorization: Bearer and a token.");
    }

    void forbidden(HttpServletRequest request, HttpServletResponse response, AccessDeniedException cause)
            throws IOException {
        if (cause instanceof CsrfException) {
            write(
                    response,
                    HttpStatus.FORBIDDEN,
                    "The request does not show that it comes from the console.",
                    "Send the value of the cookie XSRF-TOKEN as the header X-XSRF-TOKEN, or use a token.");
            return;
        }
        Caller caller = Caller.now();
        write(
                response,
                HttpStatus.FORBIDDEN,
                caller == null
                        ? "This is not open to anybody."
                        : caller.name() + " has the role " + caller.role() + ", which is not enough for this.",
                "Ask an admin for a role that includes it.");
    }

    void write(HttpServletResponse response, HttpStatus status, String detail, String cure) throws IOException {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", status.getReasonPhrase());
        problem.put("status", status.value());
        problem.put("detail", detail);
        problem.put("cure", cure);
        response.setStatus(status.value());
        response.setContentType("application/problem+json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getOutputStream().write(json.writeValueAsBytes(problem));
    }
}
