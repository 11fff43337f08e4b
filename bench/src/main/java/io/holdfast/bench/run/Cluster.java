// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import java.util.List;

/**
 * Two coordinators on one log, and the samples with them: nobody is told where another one is, all meet in Nacos. The one
 * exception is the coordinators' API, which Nacos does not list: the order sample gets both addresses. Immutable.
 */
final class Cluster {
    /** How long a sample waits for a coordinator that may have died: a little longer than another may need to take over. */
    private static final int CLIENT_PATIENCE_MILLIS = 15_000;

    private final Ports ports;
    private final Databases databases;

    /** @param databases on a server that runs */
    Cluster(Ports ports, Databases databases) {
        this.ports = ports;
        this.databases = databases;
    }

    List<List<Program>> stages() {
        return Program.stages(
                ports,
                List.of(first(), second()),
                List.of(
                        "--seata.registry.type=nacos",
                        "--seata.registry.nacos.server-addr=" + ports.address(Endpoint.NACOS),
                        "--seata.registry.nacos.group=SEATA_GROUP",
                        "--seata.registry.nacos.application=seata-server",
                        "--seata.service.vgroup-mapping.samples=default",
                        "--seata.transport.rpc-tm-request-timeout=" + CLIENT_PATIENCE_MILLIS,
                        "--dubbo.registry.address=" + nacos(),
                        "--dubbo.application.enable-file-cache=false"),
                List.of(
                        "--sample.coordinator-api=" + ports.dubbo(Endpoint.API) + ";"
                                + ports.dubbo(Endpoint.SECOND_API),
                        "--sample.order.url=",
                        "--sample.inventory.url=",
                        "--sample.payment.url="));
    }

    /** The one that is killed. */
    Program first() {
        return Program.coordinator("coordinator-1", Endpoint.CONSOLE, Endpoint.COORDINATOR, Endpoint.API, ports)
                .with(member(Endpoint.PEERS));
    }

    private Program second() {
        return Program.coordinator(
                        "coordinator-2",
                        Endpoint.SECOND_CONSOLE,
                        Endpoint.SECOND_COORDINATOR,
                        Endpoint.SECOND_API,
                        ports)
                .with(member(Endpoint.SECOND_PEERS));
    }

    private List<String> member(Endpoint peers) {
        return List.of(
                "--holdfast.log.url=" + databases.logUrl(),
                "--holdfast.log.username=" + databases.user(),
                "--holdfast.log.password=" + databases.password(),
                "--holdfast.cluster.port=" + ports.of(peers),
                "--holdfast.registry.url=" + nacos(),
                // At the end everything stops: there is no client left to be waited for.
                "--holdfast.registry.grace=0s",
                "--holdfast.participants.registry=" + nacos());
    }

    private String nacos() {
        return "nacos://" + ports.address(Endpoint.NACOS);
    }
}
