// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.model.LogRecord;
import io.holdfast.coordinator.model.TransactionId;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the worlds met: proof that they go where they are meant to go. A fault that strikes a transaction is remembered
 * until the transaction's next record is durable; the transitions of that record have then happened under that fault.
 */
final class Marks {
    private final Map<String, Long> hits = new TreeMap<>();
    private final Map<Transition, Long> transitions = new EnumMap<>(Transition.class);
    private final Map<Transition, Map<Fault, Long>> pairs = new EnumMap<>(Transition.class);
    private final Map<TransactionId, Set<Fault>> struck = new HashMap<>();

    void hit(String what, String where) {
        hits.merge(what + " x " + where, 1L, Long::sum);
    }

    /** @param about null if it strikes no transaction in particular */
    void struck(Fault fault, TransactionId about) {
        if (about != null) {
            struck.computeIfAbsent(about, unused -> EnumSet.noneOf(Fault.class)).add(fault);
        }
    }

    void durable(LogRecord record, Set<Transition> taken) {
        Set<Fault> faults = struck.get(record.transaction());
        for (Transition transition : taken) {
            transitions.merge(transition, 1L, Long::sum);
            if (faults != null) {
                faults.forEach(fault -> under(transition).merge(fault, 1L, Long::sum));
            }
        }
    }

    private Map<Fault, Long> under(Transition transition) {
        return pairs.computeIfAbsent(transition, unused -> new EnumMap<>(Fault.class));
    }

    /** What struck before or in the append in which these records became durable is over. */
    void appended(List<LogRecord> batch) {
        batch.forEach(record -> struck.remove(record.transaction()));
    }

    void addAll(Marks others) {
        others.hits.forEach((mark, count) -> hits.merge(mark, count, Long::sum));
        others.transitions.forEach((transition, count) -> transitions.merge(transition, count, Long::sum));
        others.pairs.forEach((transition, faults) ->
                faults.forEach((fault, count) -> under(transition).merge(fault, count, Long::sum)));
    }

    Map<String, Long> hits() {
        return hits;
    }

    long count(Transition transition) {
        return transitions.getOrDefault(transition, 0L);
    }

    long count(Fault fault, Transition transition) {
        return under(transition).getOrDefault(fault, 0L);
    }

    /** How often each transition was taken, in all and under each fault. */
    String table() {
        StringBuilder text = new StringBuilder();
        for (Transition transition : Transition.values()) {
            text.append(String.format("%n%10d  %s:", count(transition), transition));
            for (Fault fault : Fault.values()) {
                text.append(' ').append(fault).append(' ').append(count(fault, transition));
            }
        }
        return text.toString();
    }
}
