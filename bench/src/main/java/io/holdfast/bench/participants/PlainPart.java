// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.participants;

import io.holdfast.participant.BranchContext;
import io.holdfast.participant.TccAction;

/** A participant that is called over HTTP, at {@code /tcc/plain}. Called by the servlet's threads. */
final class PlainPart implements TccAction<PlainPart.Request> {
    /** The body of all three calls. */
    public record Request(String orderNo, int quantity) {}

    private static final int PART = 4;

    private final Effects effects;

    PlainPart(Effects effects) {
        this.effects = effects;
    }

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public Object prepare(BranchContext branch, Request request) {
        effects.tried(PART, request.orderNo(), request.quantity());
        return null;
    }

    @Override
    public void confirm(BranchContext branch, Request request) {
        effects.confirmed(PART, request.orderNo(), request.quantity());
    }

    @Override
    public void cancel(BranchContext branch, Request request) {
        effects.cancelled(PART, request.orderNo(), request.quantity());
    }
}
