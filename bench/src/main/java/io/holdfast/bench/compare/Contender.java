// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import java.util.Arrays;
import java.util.List;

/** A coordinator with a store, as it is measured. */
enum Contender {
    HOLDFAST_SQLITE("holdfast-sqlite", "Holdfast, SQLite", "every answer synced"),
    PEER_FILE_SYNC("seata-file-sync", "Seata, file, sync flush", "every write synced"),
    PEER_FILE_ASYNC("seata-file-async", "Seata, file, async flush", "not durable"),
    HOLDFAST_MYSQL("holdfast-mysql", "Holdfast, MySQL", "every answer synced"),
    PEER_DB("seata-db", "Seata, db", "every statement synced");

    private final String id;
    private final String label;
    private final String durability;

    Contender(String id, String label, String durability) {
        this.id = id;
        this.label = label;
        this.durability = durability;
    }

    /** For command lines, file names and JSON. */
    String id() {
        return id;
    }

    /** For people. */
    String label() {
        return label;
    }

    String durability() {
        return durability;
    }

    boolean isHoldfast() {
        return this == HOLDFAST_SQLITE || this == HOLDFAST_MYSQL;
    }

    boolean usesDatabase() {
        return this == HOLDFAST_MYSQL || this == PEER_DB;
    }

    /** Those that keep their log in files of their own, or those that share one database server. */
    static List<Contender> measured(boolean onDatabase) {
        return Arrays.stream(values())
                .filter(contender -> contender.usesDatabase() == onDatabase)
                .toList();
    }

    /** @throws IllegalArgumentException if there is none of that id */
    static Contender of(String id) {
        return Arrays.stream(values())
                .filter(contender -> contender.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no contender is called " + id));
    }
}
