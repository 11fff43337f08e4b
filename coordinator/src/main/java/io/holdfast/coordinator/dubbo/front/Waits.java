// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Answer.Refusal;
import io.holdfast.coordinator.model.Answer.Refused;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.WaitFor;
import io.holdfast.coordinator.model.Xid;
import io.holdfast.coordinator.port.Coordinator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Asks the lanes where transactions stand. Everybody who waits for the same shares one question: a caller may give up its
 * wait and come again as often as it likes, and the lane keeps one waiter all the same. Safe for any thread.
 */
final class Waits {
    static final Refused BUSY =
            new Refused(Refusal.BUSY, "the coordinator has more to do than it can take; nothing was changed");

    private final Coordinator coordinator;
    private final Executor executor;
    private final Map<Key, ApiReply> pending = new ConcurrentHashMap<>();

    Waits(Coordinator coordinator, Executor executor) {
        this.coordinator = coordinator;
        this.executor = executor;
    }

    private record Key(Xid xid, WaitFor waitFor) {}

    /**
     * An {@link Answer.Outcome} when it is so, or a {@link Refused}. Also for a lane's thread: whatever comes to that lane
     * later is taken by it later.
     */
    CompletableFuture<Answer> until(Xid xid, WaitFor waitFor) {
        Key key = new Key(xid, waitFor);
        ApiReply mine = new ApiReply(executor, answer -> pending.remove(key));
        ApiReply first = pending.putIfAbsent(key, mine);
        if (first != null) {
            return first.answer();
        }
        if (!coordinator.offer(new Input.Await(xid, waitFor, mine))) {
            mine.answer(BUSY);
        }
        return mine.answer();
    }
}
