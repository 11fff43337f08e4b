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
    /**
     * What is to start together, and before what: a sample does not start without the coordinator, and the order sample
     * connects at its start to those that it calls.
     */
    static List<List<Program>> stages(Ports ports) {
        return List.of(List.of(coordinator(ports)), List.of(inventory(ports), payment(ports)), List.of(order(ports)));
    }

    static Program coordinator(Ports ports) {
        return new Program(
                "coordinator",
                "coordinator",
                Endpoint.CONSOLE,
                List.of(
                        "--server.port=" + ports.of(Endpoint.CONSOLE),
                        "--holdfast.seata.port=" + ports.of(Endpoint.COORDINATOR),
                        "--holdfast.api.port=" + ports.of(Endpoint.API)),
                "--holdfast.data-dir=");
    }

    private static Program inventory(Ports ports) {
        return sample("sample-inventory", Endpoint.INVENTORY, Endpoint.INVENTORY_DUBBO, ports, List.of());
    }

    private static Program payment(Ports ports) {
        return sample("sample-payment", Endpoint.PAYMENT, Endpoint.PAYMENT_DUBBO, ports, List.of());
    }

    private static Program order(Ports ports) {
        return sample(
                "sample-order",
                Endpoint.ORDER,
                Endpoint.ORDER_DUBBO,
                ports,
                List.of(
                        "--sample.coordinator-api=" + dubboUrl(ports, Endpoint.API),
                        "--sample.inventory.url=" + dubboUrl(ports, Endpoint.INVENTORY_DUBBO),
                        "--sample.payment.url=" + dubboUrl(ports, Endpoint.PAYMENT_DUBBO)));
    }

    private static Program sample(String name, Endpoint http, Endpoint dubbo, Ports ports, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + ports.of(http),
                "--dubbo.protocol.port=" + ports.of(dubbo),
                "--sample.coordinator=" + coordinatorAddress(ports)));
        arguments.addAll(more);
        return new Program(name, name, http, List.copyOf(arguments), "--sample.data-dir=");
    }

    boolean isSample() {
        return health != Endpoint.CONSOLE;
    }

    static String coordinatorAddress(Ports ports) {
        return "127.0.0.1:" + ports.of(Endpoint.COORDINATOR);
    }

    static String dubboUrl(Ports ports, Endpoint endpoint) {
        return "tri://127.0.0.1:" + ports.of(endpoint);
    }

    /** The arguments with the place of its data, {@code data} being the directory for it alone. */
    List<String> argumentsFor(Path data) {
        List<String> all = new ArrayList<>(arguments);
        all.add(dataArgument + data);
        return List.copyOf(all);
    }
}
