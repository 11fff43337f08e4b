// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.reconcile;

import io.holdfast.participant.call.CallKeeper;
import io.holdfast.participant.guard.BranchKey;
import io.holdfast.participant.guard.Deadline;
import io.holdfast.participant.guard.jdbc.KeptCalls;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the call of every Try that takes effect, in its transaction, until it is known to be final. Runs on the threads of
 * the Trys. What cannot be written as JSON is kept without arguments: the Try goes on, its branch can only be reported.
 */
public final class KeepingCalls implements CallKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(KeepingCalls.class);

    private final KeptCalls kept;
    private final ArgumentText text;
    private final Duration grace;
    private final Duration assumedTimeout;
    /** Actions that were complained about. */
    private final Set<String> unkeepable = ConcurrentHashMap.newKeySet();

    /**
     * Keeps calls in that table.
     *
     * @param grace after the deadline, before anybody looks
     * @param assumedTimeout of a transaction whose deadline is not known
     */
    public KeepingCalls(KeptCalls kept, Json json, Duration grace, Duration assumedTimeout) {
        this.kept = kept;
        this.text = new ArgumentText(json);
        this.grace = grace;
        this.assumedTimeout = assumedTimeout;
    }

    @Override
    public String text(String actionName, Object... arguments) {
        try {
            return text.write(arguments);
        } catch (RuntimeException | StackOverflowError e) { // whatever the JSON library makes of the team's own types
            complain(actionName, e.toString());
            return null;
        }
    }

    @Override
    public void keep(BranchKey branch, Deadline deadline, String arguments) {
        Duration due = (deadline == null ? assumedTimeout : deadline.remaining()).plus(grace);
        if (arguments != null && arguments.length() > KeptCalls.MAX_TEXT_LENGTH) {
            complain("an action", arguments.length() + " characters are more than " + KeptCalls.MAX_TEXT_LENGTH);
            kept.keep(branch, due, null);
            return;
        }
        kept.keep(branch, due, arguments);
    }

    private void complain(String actionName, String why) {
        if (unkeepable.add(actionName)) {
            LOG.warn(
                    "Arguments of Try of {} cannot be kept, so its branches can not be reconciled: {}",
                    actionName,
                    why);
        }
    }
}
