// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

/** Every port that the run listens on: who needs it, for what, where by default, and the option that moves it. */
enum Endpoint {
    COORDINATOR("coordinator", "Seata clients", 8091, "--coordinator-port"),
    CONSOLE("coordinator", "HTTP", 7091, "--console-port"),
    API("coordinator", "HTTP, gRPC and Dubbo", 50051, "--api-port"),
    ORDER("sample-order", "HTTP", 8081, "--order-port"),
    INVENTORY("sample-inventory", "HTTP", 8082, "--inventory-port"),
    PAYMENT("sample-payment", "HTTP", 8083, "--payment-port"),
    ORDER_DUBBO("sample-order", "Dubbo", 20881, "--order-dubbo-port"),
    INVENTORY_DUBBO("sample-inventory", "Dubbo", 20882, "--inventory-dubbo-port"),
    PAYMENT_DUBBO("sample-payment", "Dubbo", 20883, "--payment-dubbo-port");

    private final String program;
    private final String purpose;
    private final int usualPort;
    private final String option;

    Endpoint(String program, String purpose, int usualPort, String option) {
        this.program = program;
        this.purpose = purpose;
        this.usualPort = usualPort;
        this.option = option;
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
}
