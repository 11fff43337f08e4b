// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import io.holdfast.coordinator.port.Accounts;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/**
 * Who may do what at the port for HTTP, in one place. Whoever imports it offers an {@link AdminSettings} and an
 * {@link Accounts.Source}. What is not named is closed: an endpoint below {@code /api} or {@code /actuator} needs a viewer
 * to look and an operator to act, and elsewhere there are only pages.
 */
@Configuration(proxyBeanMethods = false)
@Import(Refusals.class)
public class AdminSecurity {
    /** Pages are the coordinator's own, and no script stands in them. Styles do, as the user interface library writes them. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; script-src 'self';"
            + " style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self';"
            + " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final String VIEWER = Accounts.Role.VIEWER.name();
    private static final String OPERATOR = Accounts.Role.OPERATOR.name();
    private static final String ADMIN = Accounts.Role.ADMIN.name();

    @Bean
    Passwords passwords() {
        return new Passwords();
    }

    @Bean
    Roster roster(Accounts.Source accounts) {
        return new Roster(accounts, System::nanoTime, System::currentTimeMillis);
    }

    @Bean
    Logins logins(Accounts.Source accounts, Roster roster, Passwords passwords) {
        return new Logins(accounts, roster, passwords, new LoginThrottle(System::nanoTime));
    }

    @Bean
    UserChanges userChanges(Accounts.Source accounts, Roster roster, Passwords passwords, AdminSettings settings) {
        return new UserChanges(accounts, roster, passwords, settings, System::currentTimeMillis);
    }

    @Bean
    SecurityContextRepository sessions() {
        return new HttpSessionSecurityContextRepository();
    }

    @Bean
    CsrfTokenRepository csrfTokens() {
        CookieCsrfTokenRepository tokens = CookieCsrfTokenRepository.withHttpOnlyFalse(); // for the console to read
        tokens.setCookieCustomizer(cookie -> cookie.sameSite("Strict"));
        return tokens;
    }

    @Bean
    SessionController sessionController(
            Logins logins, UserChanges changes, SecurityContextRepository sessions, CsrfTokenRepository csrfTokens) {
        return new SessionController(logins, changes, sessions, csrfTokens);
    }

    @Bean
    UserController userController(Accounts.Source accounts, UserChanges changes) {
        return new UserController(accounts, changes);
    }

    @Bean
    TokenController tokenController(Accounts.Source accounts, Roster roster) {
        return new TokenController(accounts, roster, System::currentTimeMillis);
    }

    @Bean
    SecurityFilterChain adminChain(
            HttpSecurity http,
            AdminSettings settings,
            Roster roster,
            SecurityContextRepository sessions,
            CsrfTokenRepository csrfTokens) {
        Problems problems = new Problems();
        return http.securityContext(context -> context.securityContextRepository(sessions))
                .csrf(csrf -> csrf.spa()
                        .csrfTokenRepository(csrfTokens)
                        // A login is JSON, which no other site can have a browser send.
                        .ignoringRequestMatchers(AdminSecurity::isLogin, TokenFilter::hasToken))
                .headers(AdminSecurity::headers)
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .exceptionHandling(errors -> errors.authenticationEntryPoint(problems::unauthorized)
                        .accessDeniedHandler(problems::forbidden))
                .addFilterBefore(new BodyLimit(problems), CsrfFilter.class)
                .addFilterAfter(new TokenFilter(roster, problems), CsrfFilter.class)
                .authorizeHttpRequests(rules -> rules(rules, settings))
                .build();
    }

    private static boolean isLogin(HttpServletRequest request) {
        return request.getMethod().equals("POST") && request.getRequestURI().equals("/api/v1/session");
    }

    private static void headers(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
                .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny)
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                .permissionsPolicyHeader(policy -> policy.policy("camera=(), geolocation=(), microphone=()"));
    }

    private static void rules(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry rules,
            AdminSettings settings) {
        // What follows a request that was let in: the rest of an answer, or its error.
        rules.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR).permitAll();
        rules.requestMatchers("/error/**").denyAll();
        rules.requestMatchers("/api/v1/session").permitAll();
        rules.requestMatchers("/api/v1/session/**").hasRole(VIEWER);
        rules.requestMatchers("/api/v1/users/**", "/api/v1/tokens/**").hasRole(ADMIN);
        for (HttpMethod look : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
            rules.requestMatchers(look, "/actuator/health/**").permitAll();
            if (settings.openMetrics()) {
                rules.requestMatchers(look, "/actuator/prometheus").permitAll();
            }
            rules.requestMatchers(look, "/api/**", "/actuator/**").hasRole(VIEWER);
        }
        rules.requestMatchers("/api/**", "/actuator/**").hasRole(OPERATOR);
        for (HttpMethod look : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
            rules.requestMatchers(look, "/**").permitAll();
        }
        rules.anyRequest().denyAll();
    }
}
