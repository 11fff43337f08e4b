// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.app;

/** How the customer wants the order's transaction run. The outcome is the same, and so are the participants. */
public enum Way {
    /** {@link InteractiveWay}. */
    INTERACTIVE,
    /** {@link OneCallWay}. */
    ONE_CALL
}
