// SPDX-License-Identifier: Apache-2.0
package io.holdfast.api;

/** How a branch's Try went, as far as the coordinator called it. */
public enum TryOutcome {
    /** It has frozen what it had to. */
    DONE,
    /** The participant refused. */
    REFUSED,
    /** It broke or timed out: it may have had its effect, which Cancel undoes. */
    UNKNOWN,
    /** The coordinator has not called it, or not yet. */
    NOT_CALLED
}
