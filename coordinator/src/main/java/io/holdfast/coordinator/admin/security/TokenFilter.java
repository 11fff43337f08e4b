// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import io.holdfast.coordinator.port.Accounts.Token;
import io.holdfast.coordinator.port.Accounts.User;
import io.holdfast.coordinator.port.LogFailure;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Says who a request is from by its token, or by what has become of the user of its session: one who is gone, or has another
 * role or password than when he logged in, is nobody. A token that is shown counts alone, and is refused if it is wrong.
 */
final class TokenFilter extends OncePerRequestFilter {
    private final Roster roster;
    private final Problems problems;

    TokenFilter(Roster roster, Problems problems) {
        this.roster = roster;
        this.problems = problems;
    }

    /** Such a request is no browser's: whoever sends it knows the token. */
    static boolean hasToken(HttpServletRequest request) {
        return request.getHeader(HttpHeaders.AUTHORIZATION) != null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            if (hasToken(request)) {
                Token token = token(request.getHeader(HttpHeaders.AUTHORIZATION));
                if (token == null) {
                    problems.unauthorized(response, "The token is not known, or has expired.");
                    return;
                }
                SecurityContextHolder.setContext(Caller.of(token).context());
            } else {
                checkSession(request);
            }
        } catch (LogFailure failure) {
            problems.write(
                    response,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "Who may come in cannot be read now: " + failure.getMessage(),
                    "Try again in a moment.");
            return;
        }
        chain.doFilter(request, response);
    }

    private Token token(String header) throws LogFailure {
        String shown = Secret.shownIn(header);
        return shown == null ? null : roster.token(shown);
    }

    private void checkSession(HttpServletRequest request) throws LogFailure {
        Caller caller = Caller.now();
        if (caller != null) {
            User user = roster.user(caller.name());
            if (user == null || user.changedAtMillis() != caller.changedAtMillis()) {
                SecurityContextHolder.clearContext();
                HttpSession session = request.getSession(false);
                if (session != null) {
                    session.invalidate();
                }
            }
        }
    }
}
