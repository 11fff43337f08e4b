// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.model;

import io.holdfast.coordinator.model.LogRecord.Begun;
import io.holdfast.coordinator.model.LogRecord.BranchRegistered;
import java.util.Map;

/**
 * Names come again with every transaction, each time as a text of their own: of those that came last, all transactions get
 * the same one, which is a third of the memory that an open transaction takes. For one thread.
 */
public final class SharedTexts {
    private static final int REMEMBERED = 4_096;

    private final Map<String, String> texts = new Newest<>(REMEMBERED);

    private String of(String text) {
        String first = texts.putIfAbsent(text, text);
        return first == null ? text : first;
    }

    public BeginFacts of(BeginFacts facts) {
        return new BeginFacts(
                of(facts.name()), of(facts.application()), of(facts.group()), facts.timeoutMillis(), facts.labels());
    }

    /** Application data and arguments are each branch's own. */
    public BranchFacts of(BranchFacts facts) {
        return new BranchFacts(
                facts.type(),
                of(facts.resourceId()),
                of(facts.application()),
                of(facts.clientId()),
                facts.applicationData(),
                facts.target());
    }

    public LogRecord of(LogRecord record) {
        if (record instanceof Begun begun) {
            return new Begun(begun.transaction(), begun.atMillis(), of(begun.address()), of(begun.facts()));
        }
        if (record instanceof BranchRegistered registered) {
            return new BranchRegistered(
                    registered.transaction(),
                    registered.sequence(),
                    registered.atMillis(),
                    registered.branchId(),
                    of(registered.facts()));
        }
        return record;
    }
}
