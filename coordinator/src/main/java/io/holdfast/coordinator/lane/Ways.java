// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.lane;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.port.Callback;
import io.holdfast.coordinator.port.Outbox;
import io.holdfast.coordinator.port.Participants;

/** A lane's ways out: to Seata's clients, and for whoever has no connection there, by a call. */
public final class Ways implements Outbox {
    private final Outbox connections;
    private final Participants participants;

    public Ways(Outbox connections, Participants participants) {
        this.connections = connections;
        this.participants = participants;
    }

    @Override
    public void reply(ReplyTo to, Answer answer) {
        if (to instanceof Callback callback) {
            callback.answer(answer);
        } else {
            connections.reply(to, answer);
        }
    }

    @Override
    public void call(BranchCall call) {
        if (call.facts().target() != null) {
            participants.call(call);
        } else {
            connections.call(call);
        }
    }

    @Override
    public void endOfBatch() {
        connections.endOfBatch();
    }
}
