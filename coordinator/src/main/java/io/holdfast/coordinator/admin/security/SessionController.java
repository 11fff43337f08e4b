// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import io.holdfast.coordinator.port.Accounts.User;
import io.holdfast.coordinator.port.LogFailure;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Login, logout, who am I, and one's own password. */
@RestController
@RequestMapping("/api/v1/session")
final class SessionController {
    private static final Logger LOG = LoggerFactory.getLogger(SessionController.class);

    private final Logins logins;
    private final UserChanges changes;
    private final SecurityContextRepository contexts;
    private final CsrfTokenRepository csrf;

    SessionController(
            Logins logins, UserChanges changes, SecurityContextRepository contexts, CsrfTokenRepository csrf) {
        this.logins = logins;
        this.changes = changes;
        this.contexts = contexts;
        this.csrf = csrf;
    }

    /** What a login sends. */
    record Login(String username, String password) {
        /** Nobody logs a password by accident. */
        @Override
        public String toString() {
            return "Login";
        }
    }

    /** What a change of one's own password sends. */
    record OwnPassword(String current, String password) {
        @Override
        public String toString() {
            return "OwnPassword";
        }
    }

    /** Who am I: null and nothing if nobody. */
    record Session(String username, List<String> roles, boolean token) {
        static Session of(Caller caller) {
            return caller == null
                    ? new Session(null, List.of(), false)
                    : new Session(caller.name(), caller.roles(), caller.isToken());
        }
    }

    @GetMapping
    Session who() {
        return Session.of(Caller.now());
    }

    @PostMapping(consumes = "application/json")
    Session login(@RequestBody Login login, HttpServletRequest request, HttpServletResponse response)
            throws LogFailure {
        if (login.username() == null || login.password() == null) {
            throw RequestRefused.invalid(login.username() == null ? "username" : "password", "is missing");
        }
        User user = logins.check(login.username(), login.password(), request.getRemoteAddr());
        LOG.info("{} logged in from {}", user, request.getRemoteAddr());
        return open(user, request, response);
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logout(HttpServletRequest request, HttpServletResponse response) {
        close(request);
        csrf.saveToken(null, request, response);
    }

    /** Ends all other sessions of the user. */
    @PutMapping(path = "/password", consumes = "application/json")
    Session changePassword(@RequestBody OwnPassword wish, HttpServletRequest request, HttpServletResponse response)
            throws LogFailure {
        Caller caller = Caller.now();
        if (caller.isToken()) {
            throw RequestRefused.of(HttpStatus.FORBIDDEN, "A token has no password.", "Log in as a user.");
        }
        if (wish.current() == null || wish.password() == null) {
            throw RequestRefused.invalid(wish.current() == null ? "current" : "password", "is missing");
        }
        User user = logins.check(caller.name(), wish.current(), request.getRemoteAddr());
        User changed = changes.change(user, wish.password(), user.role());
        LOG.info("{} has a new password, from {}", changed, request.getRemoteAddr());
        return open(changed, request, response);
    }

    /** A session that was there before anybody logged in is not carried on. */
    private Session open(User user, HttpServletRequest request, HttpServletResponse response) {
        close(request);
        Caller caller = Caller.of(user);
        SecurityContext context = caller.context();
        SecurityContextHolder.setContext(context);
        contexts.saveContext(context, request, response);
        csrf.saveToken(csrf.generateToken(request), request, response);
        return Session.of(caller);
    }

    private static void close(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
        SecurityContextHolder.clearContext();
    }
}
