// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.admin.security.AdminSecurity;
import io.holdfast.coordinator.admin.security.AdminSettings;
import io.holdfast.coordinator.port.Accounts;
import io.holdfast.coordinator.watch.NodeMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The coordinator as a program. */
@SpringBootApplication(proxyBeanMethods = false, exclude = UserDetailsServiceAutoConfiguration.class)
@Import(AdminSecurity.class)
@EnableConfigurationProperties(HoldfastSettings.class)
public class HoldfastApplication {
    private static final Logger LOG = LoggerFactory.getLogger(HoldfastApplication.class);

    /** Seconds for which the JDK's HTTP client keeps an idle connection. */
    private static final String KEEP_ALIVE = "jdk.httpclient.keepalive.timeout";

    /** Whether Nacos's client writes files of its own below the user's home directory. */
    private static final String NACOS_LOGS = "nacos.logging.default.config.enabled";

    private static final String HELP = """
            Holdfast: a TCC transaction coordinator.

            java -jar holdfast-coordinator.jar [--setting=value ...]
            java -jar holdfast-coordinator.jar doctor [--json] [--setting=value ...]
                                                    looks whether all that these settings need is there (doctor --help)

              --holdfast.data-dir=DIR               where the embedded log lives (holdfast-data)
              --holdfast.seata.host=HOST            address for Seata clients (127.0.0.1)
              --holdfast.seata.port=PORT            port for Seata clients (8091)
              --holdfast.seata.advertised-host=HOST what clients are told to connect to (the host above)
              --holdfast.seata.access-keys[0].application=ID, .key=KEY, .secret=SECRET
                                                    who may register (everybody); .access-key-window=5m
              --holdfast.seata.ssl-bundle=NAME      speaks TLS, for tunnels: no stock client does (none)
              --holdfast.api.host=HOST              address for the API: HTTP, gRPC, Dubbo (127.0.0.1)
              --holdfast.api.port=PORT              port for the API (50051); --holdfast.api.enabled=false: none
              --holdfast.api.require-tokens=true    asks callers of the API for an API token (false)
              --holdfast.api.ssl-bundle=NAME        speaks TLS, with this SSL bundle's certificate (none)
              --holdfast.api.allowed-targets=loopback,private
                                                    whom callers of the API may have called
              --server.address=HOST                 address for administration, health and metrics (127.0.0.1)
              --server.port=PORT                    port for administration, health and metrics (7091)
              --holdfast.admin.password=PASSWORD    of the user admin, or .password-hash={bcrypt}HASH
                                                    (generated, and printed once, at the first start)
              --holdfast.admin.open-metrics=true    lets everybody read /actuator/prometheus (false)
              --holdfast.alerts.url=https://HOST/PATH, .secret=SECRET, .undecided-after=10m
                                                    who is told, signed, of parked branches, halted lanes and
                                                    transactions that old and undecided (nobody)
              --holdfast.traces.url=http://HOST:4318/v1/traces, .share=1
                                                    where traces go, by OTLP; of how many transactions (nowhere)
              --holdfast.transactions.default-timeout=60s, .max-timeout=24h
              --holdfast.transactions.retention=30d how long an ended transaction can be looked up
              --holdfast.transactions.serial=NAME,NAME
                                                    transactions confirmed branch by branch, in order
              --holdfast.phase-two.call-timeout=10s, .first-backoff=200ms, .max-backoff=30s,
                                   .park-after=20, .parked-backoff=5m
              --holdfast.participants.registry=URL  where Dubbo participants without an address are looked up,
                                                    nacos://HOST:PORT (none)
              --holdfast.participants.connect-timeout=2s, .concurrent-trys=64, .concurrent-calls=64, .waiting=1024,
                                     .idle=10m
              --holdfast.participants.breaker.failure-percent=50, .window=20, .minimum-calls=10, .open-for=2s, .probes=3
                                                    when a participant is left alone for a moment
              --holdfast.admin.second-approver=true what an operator forces takes a second one (false)
              --holdfast.limits.max-open-transactions=200000, .max-branches=1000, .inbox=16384
              --holdfast.log.url=jdbc:mysql://HOST:3306[,HOST:3306]/DATABASE, .username, .password, .timeout=5s
                                                    a log on a server, shared by several coordinators (embedded)
              --holdfast.cluster.host=HOST, .port=7092, .advertised-host=HOST, .advertised-port=PORT
                                                    where these coordinators reach each other (127.0.0.1)
              --holdfast.cluster.lease=5s, .hold=10s, .drain=20s
                                                    when a coordinator is taken for dead; how long a request may wait
                                                    for another one to take over; how long a stop may take
              --holdfast.registry.url=nacos://HOST:8848
                                                    where clients find this coordinator (their own configuration)
              --holdfast.registry.namespace=ID, .group=SEATA_GROUP, .service=seata-server, .cluster=default,
                                 .username, .password, .grace=12s
                                                    as what; how long a stop goes on to serve after it has left
              --holdfast.config.url=nacos://HOST:8848/DATA-ID?group=SEATA_GROUP&namespace=ID, .username, .password
                                                    a document with more settings, .yml or .properties (none)
              --holdfast.lanes=1                    with a log on a server: 12

            Every setting can also stand in an application.yml in the working directory, or in the environment
            (HOLDFAST_DATADIR=...).
            """;

    /** Starts the coordinator; {@code --help} explains its settings. */
    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals("doctor")) {
            System.exit(DoctorCommand.run(List.of(args).subList(1, args.length)));
        }
        if (List.of(args).contains("--help") || List.of(args).contains("-h")) {
            System.out.print(HELP);
            return;
        }
        // A server may hang up on a connection that was idle for some seconds, just when a call is sent on it.
        if (System.getProperty(KEEP_ALIVE) == null) {
            System.setProperty(KEEP_ALIVE, "4");
        }
        if (System.getProperty(NACOS_LOGS) == null) {
            System.setProperty(NACOS_LOGS, "false");
        }
        SpringApplication.run(HoldfastApplication.class, args);
    }

    @Bean
    CoordinatorNode coordinatorNode(HoldfastSettings settings, SslBundles bundles, MeterRegistry meters) {
        return new CoordinatorNode(settings, bundles, meters);
    }

    @Bean
    MeterBinder nodeMeters(CoordinatorNode node, HoldfastSettings settings) {
        return new NodeMeters(node, settings.limits().inbox());
    }

    @Bean
    MeterBinder frontMeters(CoordinatorNode node) {
        return node.frontMeters();
    }

    @Bean
    MeterBinder diskMeters(HoldfastSettings settings) {
        return new DiskMeters(settings);
    }

    /** Says at every start, last of all, what stands open. */
    @Bean
    ApplicationRunner exposure(HoldfastSettings settings, ServerProperties server) {
        HttpPort http = HttpPort.of(server);
        return arguments ->
                Exposure.of(settings, http.host(), http.isEncrypted()).forEach(LOG::warn);
    }

    @Bean
    AdminSettings adminSettings(HoldfastSettings settings) {
        return settings.admin();
    }

    @Bean
    Accounts.Source accounts(CoordinatorNode node) {
        return node::accounts;
    }

    @Bean
    HealthIndicator lanesHealthIndicator(CoordinatorNode node) {
        return new LanesHealth(node);
    }
}
