// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.api;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A participant's "no" to a Try.
 *
 * <p>It is an exception and not a result, because it must undo the Try: the guard's row and everything the Try wrote
 * roll back together, and the later Cancel finds nothing to release. Each action declares it, which is what makes
 * Dubbo carry it to the caller as it is instead of as an anonymous RuntimeException.
 *
 * <p>A caller that hands its transaction over meets no exception: the coordinator passes the message on as the reason.
 * So the message alone says everything: {@code OUT_OF_STOCK: 2 of SKU-1 were asked for, 0 are available.}
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String SEPARATOR = ": ";

    private final Refusal refusal;
    private final String explanation;

    /** @param explanation for a person: what was asked for and what there was */
    public RefusedException(Refusal refusal, String explanation) {
        super(refusal + SEPARATOR + explanation);
        this.refusal = Objects.requireNonNull(refusal, "refusal");
        this.explanation = explanation;
    }

    /** What was refused, from the message; empty if the message is of something else. */
    public static Optional<RefusedException> of(String message) {
        return Arrays.stream(Refusal.values())
                .filter(refusal -> message != null && message.startsWith(refusal + SEPARATOR))
                .findFirst()
                .map(refusal -> new RefusedException(refusal, message.substring((refusal + SEPARATOR).length())));
    }

    /** Never null. */
    public Refusal refusal() {
        return refusal;
    }

    /** For a person; the message without its first word. */
    public String explanation() {
        return explanation;
    }
}
