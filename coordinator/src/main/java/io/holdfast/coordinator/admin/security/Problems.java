// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.csrf.CsrfException;
import tools.jackson.databind.json.JsonMapper;

/** Refusals before a request comes to an endpoint, as problem+json, each with what to do about it. Stateless. */
final class Problems {
    private final JsonMapper json = JsonMapper.builder().build();

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
        response.setStatus(status.value());
        response.setContentType("application/problem+json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getOutputStream().write(json.writeValueAsBytes(Problem.of(status, null, detail, cure)));
    }
}
