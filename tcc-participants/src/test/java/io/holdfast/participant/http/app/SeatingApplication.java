// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.http.app;

import io.holdfast.participant.BranchContext;
import io.holdfast.participant.PermanentRefusalException;
import io.holdfast.participant.TccAction;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** A participant over HTTP, as a team writes it that has neither Dubbo nor Seata's client. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SeatingApplication {

    /** What the caller of the transaction sends. */
    public record Request(String orderNo, int row) {}

    /** The one action; row 0 is broken, row 13 can never be sold. */
    static final class Seating implements TccAction<Request> {

        private final JdbcTemplate jdbc;

        Seating(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        private void effect(BranchContext branch, String what) {
            jdbc.update("INSERT INTO effect VALUES (?, ?)", branch.xid(), what);
        }

        @Override
        public String name() {
            return "seats";
        }

        @Override
        public Object prepare(BranchContext branch, Request request) {
            effect(branch, "holds " + request.row());
            if (request.row() > 30) {
                throw new IllegalArgumentException("there is no row " + request.row());
            }
            return Map.of("held", request.row());
        }

        @Override
        public void confirm(BranchContext branch, Request request) {
            effect(branch, "sold " + request.row());
            if (request.row() == 0) {
                throw new IllegalStateException("the printer is out of paper");
            }
            if (request.row() == 13) {
                throw new PermanentRefusalException("row 13 was taken out");
            }
        }

        @Override
        public void cancel(BranchContext branch, Request request) {
            effect(branch, "freed " + request.row());
        }
    }

    @Bean
    Seating seating(JdbcTemplate jdbc) {
        jdbc.execute("CREATE TABLE effect (xid VARCHAR(128), what VARCHAR(100))");
        return new Seating(jdbc);
    }

    @Bean
    RouterFunction<ServerResponse> effects(JdbcTemplate jdbc) {
        return RouterFunctions.route()
                .GET("/effects/{xid}", request -> {
                    List<String> all = jdbc.queryForList(
                            "SELECT what FROM effect WHERE xid = ?", String.class, request.pathVariable("xid"));
                    return ServerResponse.ok().body(String.join(", ", all));
                })
                .build();
    }

    /** Starts it; closing the answer stops it. */
    public static AutoCloseable start(int port) {
        return new SpringApplicationBuilder(SeatingApplication.class)
                .properties(Map.of(
                        "spring.application.name", "seating",
                        "spring.datasource.url", "jdbc:h2:mem:seating;DB_CLOSE_DELAY=-1",
                        "spring.flyway.enabled", "false",
                        "server.address", "127.0.0.1",
                        "server.port", port,
                        "holdfast.participant.http.path", "/tcc"))
                .run();
    }
}
