// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

/** The embedded log under processes that are killed. */
class SqliteKillIT extends KillContract {
    private int logs;

    @Override
    String newLog() {
        return directory.resolve("data-" + ++logs).resolve("holdfast.db").toString();
    }
}
