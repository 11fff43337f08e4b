// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.nacos.RegistrySettings;
import io.holdfast.coordinator.port.Checkup.Snippet;
import java.util.ArrayList;
import java.util.List;

/** What clients need to come to this coordinator, to be copied as it is. Stateless, and without secrets. */
final class ClientSnippets {
    private static final String KEYS = """
              access-key: THE_KEY                # what holdfast.seata.access-keys has for this application
              secret-key: THE_SECRET
            """;

    /** As one number: Dubbo dials another address of the machine where it reads 127.0.0.1. */
    private static final String LOOPBACK_FOR_DUBBO = "2130706433:";

    private ClientSnippets() {}

    /** The one for a Spring Boot application with the stock client first. */
    static List<Snippet> of(HoldfastSettings settings) {
        List<Snippet> all = new ArrayList<>();
        all.add(new Snippet("Seata client, Spring Boot starter: application.yml", seataStarter(settings)));
        all.add(new Snippet("Seata client without the starter: registry.conf and file.conf", seataFiles(settings)));
        if (settings.api().enabled()) {
            all.add(new Snippet("One call, from any language: curl", oneCall(settings)));
        }
        // Dubbo's own client does not get through to a port that speaks TLS.
        if (settings.api().enabled() && settings.api().sslBundle().isEmpty()) {
            all.add(new Snippet("One call, from Java with Dubbo", dubbo(settings)));
        }
        return all;
    }

    /** Nothing more than it takes. */
    static String seataStarter(HoldfastSettings settings) {
        RegistrySettings registry = settings.registry();
        String keys = settings.seata().accessKeys().isEmpty() ? "" : KEYS;
        if (registry.url() != null) {
            return """
                    seata:
                    %s  tx-service-group: default_tx_group
                      service:
                        vgroup-mapping:
                          default_tx_group: %s
                      registry:
                        type: nacos
                        nacos:
                          server-addr: %s
                          namespace: "%s"
                          group: %s
                          application: %s""".formatted(
                            keys,
                            registry.cluster(),
                            registry.servers(),
                            registry.namespace(),
                            registry.group(),
                            registry.service());
        }
        return """
                seata:
                %s  tx-service-group: default_tx_group
                  service:
                    vgroup-mapping:
                      default_tx_group: default
                    grouplist:
                      default: %s""".formatted(keys, seataAddress(settings));
    }

    private static String seataFiles(HoldfastSettings settings) {
        if (settings.registry().url() != null) {
            return filesForNacos(settings.registry());
        }
        return """
                # registry.conf
                registry { type = "file" }
                config {
                  type = "file"
                  file { name = "file.conf" }
                }
                # file.conf
                service {
                  vgroupMapping.default_tx_group = "default"
                  default.grouplist = "%s"
                }""".formatted(seataAddress(settings));
    }

    private static String filesForNacos(RegistrySettings registry) {
        return """
                    # registry.conf
                    registry {
                      type = "nacos"
                      nacos {
                        serverAddr = "%s"
                        namespace = "%s"
                        group = "%s"
                        application = "%s"
                      }
                    }
                    config {
                      type = "file"
                      file { name = "file.conf" }
                    }
                    # file.conf
                    service {
                      vgroupMapping.default_tx_group = "%s"
                    }""".formatted(
                registry.servers(), registry.namespace(), registry.group(), registry.service(), registry.cluster());
    }

    static String seataAddress(HoldfastSettings settings) {
        return settings.seata().advertisedHost() + ":" + settings.seata().port();
    }

    private static String oneCall(HoldfastSettings settings) {
        return """
                curl -s %s://%s/v1/transactions -H 'Content-Type: application/json' \\
                %s  -d '{"name": "place-order", "idempotencyKey": "ORDER-1", "timeoutMillis": 5000, "branches": [
                    {"name": "stock", "arguments": {"sku": "SKU-1", "quantity": 2}, "http": {
                      "tryUrl": "http://STOCK/try", "confirmUrl": "http://STOCK/confirm", "cancelUrl": "http://STOCK/cancel"}}]}'\
                """.formatted(
                        settings.api().sslBundle().isEmpty() ? "http" : "https",
                        apiAddress(settings),
                        settings.api().requireTokens() ? "  -H \"Authorization: Bearer $TOKEN\" \\\n" : "");
    }

    private static String dubbo(HoldfastSettings settings) {
        return """
                ReferenceConfig<Transactions> reference = new ReferenceConfig<>();
                reference.setInterface(Transactions.class); // io.holdfast:holdfast-tcc-api
                reference.setUrl("tri://%s");
                reference.setRetries(0);
                reference.setTimeout(65_000); // longer than you let the coordinator wait
                Transactions transactions = reference.get();""".formatted(apiAddress(settings).replaceFirst("^127\\.0\\.0\\.1:", LOOPBACK_FOR_DUBBO));
    }

    /** The API has no advertised host of its own: where it listens on all addresses, clients reach it as they reach the other port. */
    private static String apiAddress(HoldfastSettings settings) {
        String host = settings.api().host();
        boolean wildcard = host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
        return (wildcard ? settings.seata().advertisedHost() : host) + ":"
                + settings.api().port();
    }
}
