// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.port.LogContext;
import io.holdfast.coordinator.port.Outbox;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * One lane's way to the clients. Used by that lane's thread; what a batch sends is handed to each event loop as one task,
 * which writes it with one flush per connection. Nothing is encoded before it gets there.
 */
final class SeataOutbox implements Outbox {
    private final Front front;
    private final List<Delivery> batch = new ArrayList<>();

    SeataOutbox(Front front) {
        this.front = front;
    }

    @Override
    public void reply(ReplyTo to, Answer answer) {
        if (!(to instanceof SeataReply reply)) {
            throw new IllegalArgumentException("not a request of this front: " + to);
        }
        deliveryTo(reply.connection()).add(reply, answer);
    }

    @Override
    public void call(BranchCall call) {
        SeataConnection connection = front.registry().choose(call.facts(), call.branchId() + call.attempt());
        if (connection == null) {
            front.callEnded(
                    call,
                    new CallResult.Retry("no connected resource manager of application '"
                            + call.facts().application() + "' serves resource '"
                            + call.facts().resourceId() + "'"));
        } else {
            deliveryTo(connection).add(connection, call);
        }
    }

    @Override
    public void endOfBatch() {
        for (Delivery delivery : batch) {
            try {
                delivery.loop.execute(delivery);
            } catch (RejectedExecutionException stopped) {
                // The server has stopped: nobody is connected any more.
            }
        }
        batch.clear();
    }

    private Delivery deliveryTo(SeataConnection connection) {
        EventLoop loop = connection.channel().eventLoop();
        for (Delivery delivery : batch) {
            if (delivery.loop == loop) {
                return delivery;
            }
        }
        Delivery delivery = new Delivery(loop);
        batch.add(delivery);
        return delivery;
    }

    /** What one batch sends over one event loop: filled by the lane, then run by the loop. */
    private static final class Delivery implements Runnable {
        private final EventLoop loop;
        /** In pairs: a reply and its answer, or a connection and a call. */
        private final List<Object> entries = new ArrayList<>();

        Delivery(EventLoop loop) {
            this.loop = loop;
        }

        void add(Object to, Object what) {
            entries.add(to);
            entries.add(what);
        }

        @Override
        public void run() {
            List<SeataConnection> touched = new ArrayList<>();
            for (int i = 0; i < entries.size(); i += 2) {
                Object to = entries.get(i);
                SeataConnection connection = to instanceof SeataReply reply ? reply.connection() : (SeataConnection) to;
                try {
                    write(connection, to, entries.get(i + 1));
                } catch (RuntimeException bug) {
                    // and nobody else has to suffer for it
                    Object xid = entries.get(i + 1) instanceof BranchCall call ? call.xid() : null;
                    LogContext.about(xid, () -> connection.writeFailed(bug));
                }
                if (connection.joinBatch()) {
                    touched.add(connection);
                }
            }
            touched.forEach(SeataConnection::flush);
        }

        private static void write(SeataConnection connection, Object to, Object what) {
            if (to instanceof SeataReply reply) {
                WireAnswer answer = AnswerTable.answer(
                        reply.kind(), (Answer) what, connection.identity().version());
                connection.laneAnswered(reply, answer);
            } else {
                connection.call((BranchCall) what);
            }
        }
    }
}
