// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

/** What became of one call, as a coordinator takes it. */
public sealed interface Answer {

    /**
     * The participant says that it is done.
     *
     * @param value what Try returned; may be null
     */
    record Done(Object value) implements Answer {
        @Override
        public String toString() {
            return value == null || Boolean.TRUE.equals(value) ? "done" : "done, " + Text.cut(String.valueOf(value));
        }
    }

    /**
     * Refused for good. A refused Try cancels the transaction; a refused Confirm or Cancel calls for a person.
     *
     * @param cause what the participant threw, if that happened in this process; else null
     */
    record Refused(String reason, Throwable cause) implements Answer {
        @Override
        public String toString() {
            return "refused: " + Text.cut(reason);
        }
    }

    /**
     * Nobody knows what became of it. A Try is then cancelled, a Confirm or Cancel is made again.
     *
     * @param cause what the participant threw, if that happened in this process; else null
     */
    record Failed(String reason, Throwable cause) implements Answer {
        @Override
        public String toString() {
            return "failed: " + Text.cut(reason);
        }
    }

    /** What the participant threw, if that happened in this process; else null. */
    default Throwable thrown() {
        if (this instanceof Refused refused) {
            return refused.cause();
        }
        return this instanceof Failed failed ? failed.cause() : null;
    }
}
