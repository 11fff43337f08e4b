// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the programs that make up the system.
 *
 * @param name its process, log and data directory are called so
 * @param module the directory in the repository that builds it
 * @param health answers 200 when it is ready
 * @param arguments of its main, without those about where its data goes
 * @param dataArgument the argument that names the data directory, up to and with the equals sign
 */
record Program(String name, String module, Endpoint health, List<String> arguments, String dataArgument) {
    /** One coordinator on embedded stores: everybody is told everybody's address. */
    static List<List<Program>> stages(Ports ports) {
        return stages(
                ports,
                List.of(coordinator("coordinator", Endpoint.CONSOLE, Endpoint.COORDINATOR, Endpoint.API, ports)),
                List.of("--sample.coordinator=" + ports.address(Endpoint.COORDINATOR)),
                List.of(
                        "--sample.coordinator-api=" + ports.dubbo(Endpoint.API),
                        "--sample.inventory.url=" + ports.dubbo(Endpoint.INVENTORY_DUBBO),
                        "--sample.payment.url=" + ports.dubbo(Endpoint.PAYMENT_DUBBO)));
    }

    /**
     * What is to start together, and before what: a sample does not start without a coordinator, and the order sample
     * connects at its start to those that it calls.
     *
     * @param ofSamples what every sample is told
     * @param ofOrder what the order sample is told besides
     */
    static List<List<Program>> stages(
            Ports ports, List<Program> coordinators, List<String> ofSamples, List<String> ofOrder) {
        return List.of(
                coordinators,
                List.of(
                        sample("sample-inventory", Endpoint.INVENTORY, Endpoint.INVENTORY_DUBBO, ports, ofSamples),
                        sample("sample-payment", Endpoint.PAYMENT, Endpoint.PAYMENT_DUBBO, ports, ofSamples)),
                List.of(sample("sample-order", Endpoint.ORDER, Endpoint.ORDER_DUBBO, ports, ofSamples)
                        .with(ofOrder)));
    }

    static Program coordinator(String name, Endpoint console, Endpoint clients, Endpoint api, Ports ports) {
        return new Program(
                name,
                "coordinator",
                console,
                List.of(
                        "--server.port=" + ports.of(console),
                        "--holdfast.seata.port=" + ports.of(clients),
                        "--holdfast.api.port=" + ports.of(api)),
                "--holdfast.data-dir=");
    }

    private static Program sample(String name, Endpoint http, Endpoint dubbo, Ports ports, List<String> more) {
        return new Program(
                        name,
                        name,
                        http,
                        List.of("--server.port=" + ports.of(http), "--dubbo.protocol.port=" + ports.of(dubbo)),
                        "--sample.data-dir=")
                .with(more);
    }

    /** The same with more arguments. */
    Program with(List<String> more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(more);
        return new Program(name, module, health, List.copyOf(all), dataArgument);
    }

    boolean isSample() {
        return !module.equals("coordinator");
    }

    /** The arguments with the place of its data, {@code data} being the directory for it alone. */
    List<String> argumentsFor(Path data) {
        return with(List.of(dataArgument + data)).arguments();
    }
}
