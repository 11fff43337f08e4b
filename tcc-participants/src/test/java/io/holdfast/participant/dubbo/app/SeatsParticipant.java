// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.dubbo.app;

import io.holdfast.participant.BranchContext;
import java.util.Map;
import org.apache.dubbo.config.annotation.DubboService;

/** A participant without a word of Seata. */
@DubboService
public class SeatsParticipant implements Seats {

    private final Effects effects;

    public SeatsParticipant(Effects effects) {
        this.effects = effects;
    }

    @Override
    public String name() {
        return "seats";
    }

    @Override
    public Map<String, Object> prepare(BranchContext branch, Request request) {
        effects.add(branch.xid(), "holds row " + request.row() + " in attempt " + branch.attempt());
        if (request.row() > 30) {
            throw new IllegalArgumentException("there is no row " + request.row());
        }
        return Map.of("row", request.row(), "timeLeft", !branch.remaining().isZero());
    }

    @Override
    public void confirm(BranchContext branch, Request request) {
        effects.add(branch.xid(), "sold row " + request.row());
    }

    @Override
    public void cancel(BranchContext branch, Request request) {
        effects.add(branch.xid(), "freed row " + request.row());
    }

    @Override
    public String businessKey(Request request) {
        return request.orderNo();
    }
}
