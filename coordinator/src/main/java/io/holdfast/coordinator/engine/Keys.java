// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

import io.holdfast.coordinator.model.Input.Request;
import io.holdfast.coordinator.model.KeyOwner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Which transaction has which idempotency key: of those that are open by memory, of all others by the log.
 * While the log is asked, everybody who comes with the same key waits for the same answer.
 */
final class Keys {
    /** Questions that the log has not answered yet. */
    private static final int MAX_ASKED = 1_000;

    private final Map<String, KeyOwner> open = new LinkedHashMap<>();
    private final Map<String, List<Request>> asked = new LinkedHashMap<>();

    /** Of an unfinished transaction; null means ask. */
    KeyOwner owner(String key) {
        return open.get(key);
    }

    void begun(GlobalTransaction transaction) {
        String key = transaction.facts.labels().key();
        if (key != null) {
            open.put(
                    key,
                    new KeyOwner(transaction.xid, transaction.facts.labels().digest()));
        }
    }

    void ended(GlobalTransaction transaction) {
        String key = transaction.facts.labels().key();
        if (key != null) {
            open.remove(key);
        }
    }

    /** Whether another question fits; for one that is asked already it always does. */
    boolean mayAsk(String key) {
        return asked.size() < MAX_ASKED || asked.containsKey(key);
    }

    /** True if nobody has asked for this key yet. */
    boolean ask(String key, Request request) {
        List<Request> sameKey = asked.get(key);
        if (sameKey != null) {
            sameKey.add(request);
            return false;
        }
        List<Request> first = new ArrayList<>(1);
        first.add(request);
        asked.put(key, first);
        return true;
    }

    /** Who waits for the answer on this key, in the order in which they came; they wait no more. */
    List<Request> answered(String key) {
        List<Request> waiting = asked.remove(key);
        return waiting == null ? List.of() : waiting;
    }

    void abandon(Consumer<Request> waiting) {
        asked.values().forEach(requests -> requests.forEach(waiting));
        asked.clear();
    }
}
