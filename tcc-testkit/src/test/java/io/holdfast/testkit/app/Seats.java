// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit.app;

import io.holdfast.participant.TccAction;

/** A Dubbo interface of the plain way. */
public interface Seats extends TccAction<Seats.Request> {

    /** What the caller of the transaction sends. */
    record Request(String orderNo, int row, int count) {}
}
