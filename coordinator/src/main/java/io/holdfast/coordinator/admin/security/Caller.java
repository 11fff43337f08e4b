// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import io.holdfast.coordinator.port.Accounts.Role;
import io.holdfast.coordinator.port.Accounts.Token;
import io.holdfast.coordinator.port.Accounts.User;
import java.io.Serializable;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Who sends a request. Its name is what stands in logs and records as the one who did it.
 *
 * @param name of the user; of a token, {@code token:} and its name
 * @param changedAtMillis the user's, when he logged in; 0 of a token
 */
public record Caller(String name, Role role, boolean isToken, long changedAtMillis) implements Principal, Serializable {
    static Caller of(User user) {
        return new Caller(user.name(), user.role(), false, user.changedAtMillis());
    }

    static Caller of(Token token) {
        return new Caller("token:" + token.name(), token.role(), true, 0);
    }

    /** @return null if nobody has said who he is */
    static Caller now() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof Caller caller ? caller : null;
    }

    @Override
    public String getName() {
        return name;
    }

    /** This role and all that it includes. */
    List<String> roles() {
        return Arrays.stream(Role.values())
                .filter(role::includes)
                .map(Role::name)
                .toList();
    }

    SecurityContext context() {
        List<GrantedAuthority> authorities = roles().stream()
                .<GrantedAuthority>map(each -> new SimpleGrantedAuthority("ROLE_" + each))
                .toList();
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(this, null, authorities));
        return context;
    }
}
