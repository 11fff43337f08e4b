// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import java.util.List;

/** The client that makes the load. */
enum ClientKind {
    STOCK("stock client, merging off", "--client stock --merging off"),
    STOCK_MERGING("stock client, its default merging", "--client stock --merging on"),
    LEAN("lean client", "--client lean");

    private final String label;
    private final String arguments;

    ClientKind(String label, String arguments) {
        this.label = label;
        this.arguments = arguments;
    }

    String label() {
        return label;
    }

    /** Of {@link io.holdfast.bench.load.LoadProgram}. */
    List<String> arguments() {
        return List.of(arguments.split(" ", -1));
    }
}
