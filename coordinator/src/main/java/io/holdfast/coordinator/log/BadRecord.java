// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

/** A row of the log is not what was written. The message says what is wrong, not where. */
final class BadRecord extends Exception {
    BadRecord(String message) {
        super(message);
    }
}
