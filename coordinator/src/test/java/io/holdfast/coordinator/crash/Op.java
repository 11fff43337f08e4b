// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.crash;

/** What a recorded life did to the files of its log, or wrote into its journal. File names are without their directory. */
sealed interface Op {
    /** It exists from here on; it may have existed before. */
    record Create(String file) implements Op {}

    @SuppressWarnings("ArrayRecordComponent") // It is never compared.
    record Write(String file, int offset, byte[] bytes) implements Op {}

    record Truncate(String file, int size) implements Op {}

    /** A sync begins: what is written from here on it may not see. */
    record SyncBegins(String file) implements Op {}

    /**
     * A sync is over.
     *
     * @param succeeded false if the operating system said that it failed
     */
    record Sync(String file, boolean succeeded) implements Op {}

    record SyncDirectory() implements Op {}

    record Unlink(String file) implements Op {}

    /** A line of the journal. */
    record Line(String text) implements Op {}
}
