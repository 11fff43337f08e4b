// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import java.util.List;

/** Every port that a run listens on: who needs it, for what, where by default, and the option that moves it. */
enum Endpoint {
    COORDINATOR("coordinator", "Seata clients", 8091, "--coordinator-port"),
    CONSOLE("coordinator", "HTTP", 7091, "--console-port"),
    API("coordinator", "HTTP, gRPC and Dubbo", 50051, "--api-port"),
    ORDER("sample-order", "HTTP", 8081, "--order-port"),
    INVENTORY("sample-inventory", "HTTP", 8082, "--inventory-port"),
    PAYMENT("sample-payment", "HTTP", 8083, "--payment-port"),
    ORDER_DUBBO("sample-order", "Dubbo", 20881, "--order-dubbo-port"),
    INVENTORY_DUBBO("sample-inventory", "Dubbo", 20882, "--inventory-dubbo-port"),
    PAYMENT_DUBBO("sample-payment", "Dubbo", 20883, "--payment-dubbo-port"),
    PEERS("coordinator", "the other coordinator", 7092, "--peers-port", true),
    SECOND_COORDINATOR("coordinator-2", "Seata clients", 8092, "--second-coordinator-port", true),
    SECOND_CONSOLE("coordinator-2", "HTTP", 7093, "--second-console-port", true),
    SECOND_API("coordinator-2", "HTTP, gRPC and Dubbo", 50052, "--second-api-port", true),
    SECOND_PEERS("coordinator-2", "the other coordinator", 7094, "--second-peers-port", true),
    NACOS("nacos", "clients", 8848, "--nacos-port", true);

    private final String program;
    private final String purpose;
    private final int usualPort;
    private final String option;
    private final boolean ofCluster;

    Endpoint(String program, String purpose, int usualPort, String option) {
        this(program, purpose, usualPort, option, false);
    }

    Endpoint(String program, String purpose, int usualPort, String option, boolean ofCluster) {
        this.program = program;
        this.purpose = purpose;
        this.usualPort = usualPort;
        this.option = option;
        this.ofCluster = ofCluster;
    }

    String program() {
        return program;
    }

    String purpose() {
        return purpose;
    }

    int usualPort() {
        return usualPort;
    }

    String option() {
        return option;
    }

    /** Whether only {@code --cluster} has it. */
    boolean ofCluster() {
        return ofCluster;
    }

    /**
     * Where its ports are, counted from the one that the option gives: 0, and maybe others. Nacos derives three more from
     * the one that clients are given: Raft's, that of its gRPC, and that of other servers.
     */
    List<Integer> distances() {
        return this == NACOS ? List.of(0, -1000, 1000, 1001) : List.of(0);
    }
}
