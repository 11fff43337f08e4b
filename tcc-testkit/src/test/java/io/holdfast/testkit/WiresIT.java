// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import io.holdfast.participant.BranchCalls;
import io.holdfast.testkit.app.Seats;
import io.holdfast.testkit.app.SeatsParticipant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.ProtocolConfig;
import org.apache.dubbo.config.RegistryConfig;
import org.apache.dubbo.config.spring.context.annotation.EnableDubbo;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** One participant in an application, by every way that leads to it. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.application.name=kit-test",
            "spring.datasource.url=jdbc:h2:mem:wires;DB_CLOSE_DELAY=-1;MODE=MySQL;LOCK_TIMEOUT=10000",
            "spring.flyway.enabled=false",
            "seata.enabled=false",
            "server.address=127.0.0.1",
            "holdfast.participant.http.path=/tcc"
        })
@Import(Crashes.class)
final class WiresIT {

    /** 127.0.0.1 as one number: where it reads 127.0.0.1, Dubbo listens on every address. */
    private static final String LOOPBACK = "2130706433";

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableDubbo(scanBasePackages = "io.holdfast.testkit.app")
    static class Application {
        @Bean
        ApplicationConfig dubboApplication() {
            ApplicationConfig application = new ApplicationConfig("kit-test");
            application.setQosEnable(false);
            application.setShutwait("100");
            return application;
        }

        @Bean
        RegistryConfig dubboRegistry() {
            return new RegistryConfig(RegistryConfig.NO_AVAILABLE);
        }

        @Bean
        ProtocolConfig triple(Environment environment) {
            return protocol("tri", environment);
        }

        @Bean
        ProtocolConfig dubbo(Environment environment) {
            return protocol("dubbo", environment);
        }

        private static ProtocolConfig protocol(String name, Environment environment) {
            ProtocolConfig protocol = new ProtocolConfig(name, environment.getRequiredProperty(name, Integer.class));
            protocol.setHost(LOOPBACK);
            return protocol;
        }
    }

    @DynamicPropertySource
    static void ports(DynamicPropertyRegistry properties) {
        int triple = freePort();
        int dubbo = freePort();
        properties.add("tri", () -> triple);
        properties.add("dubbo", () -> dubbo);
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Autowired
    private SeatsParticipant seats;

    @Autowired
    private BranchCalls calls;

    @Autowired
    private Crashes crashes;

    @Value("${local.server.port}")
    private int httpPort;

    private ParticipantKit kit(Wire wire) {
        return ParticipantKit.of(wire)
                .observing("free", () -> seats.number("free"))
                .observing("held", () -> seats.number("held"))
                .observing("sold", () -> seats.number("sold"))
                .withBusinessKey();
    }

    @TestFactory
    Stream<DynamicTest> asABean() {
        return kit(InProcessWire.to(calls, seats))
                .trying(number -> List.of(new Seats.Request("O-" + number, 1, 2)))
                .refusing(number -> List.of(new Seats.Request("O-" + number, 2, 2)))
                .crashing(crashes)
                .promises();
    }

    @TestFactory
    Stream<DynamicTest> overTriple(@Autowired Environment environment) {
        return overDubbo("tri", environment);
    }

    @TestFactory
    Stream<DynamicTest> overTheDubboProtocol(@Autowired Environment environment) {
        return overDubbo("dubbo", environment);
    }

    private Stream<DynamicTest> overDubbo(String protocol, Environment environment) {
        String url = protocol + "://127.0.0.1:" + environment.getProperty(protocol);
        return kit(DubboWire.to(url, Seats.class.getName(), "prepare"))
                .trying(number -> List.of(Map.of("orderNo", "O-" + number, "row", 1, "count", 2)))
                .refusing(number -> List.of(Map.of("orderNo", "O-" + number, "row", 2, "count", 2)))
                .promises();
    }

    @TestFactory
    Stream<DynamicTest> overHttp() {
        return kit(HttpWire.to(URI.create("http://127.0.0.1:" + httpPort + "/tcc/seats")))
                .trying(number -> List.of("{\"orderNo\": \"O-%d\", \"row\": 1, \"count\": 2}".formatted(number)))
                .refusing(number -> List.of("{\"orderNo\": \"O-%d\", \"row\": 2, \"count\": 2}".formatted(number)))
                .promises();
    }
}
