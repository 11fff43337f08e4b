// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.seata;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.seata.rm.tcc.api.BusinessActionContext;

/** Hands out seats, each a new one. */
public class ReserveBusiness implements ReserveAction {

    private final AtomicInteger seats = new AtomicInteger();

    @Override
    public String reserve(BusinessActionContext context) {
        return "seat " + seats.incrementAndGet();
    }

    @Override
    public boolean take(BusinessActionContext context) {
        return true;
    }

    @Override
    public boolean free(BusinessActionContext context) {
        return true;
    }
}
