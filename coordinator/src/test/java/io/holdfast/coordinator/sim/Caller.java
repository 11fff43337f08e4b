// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.sim;

import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.TransactionId;
import java.util.function.Consumer;

/** Who waits for the answer to one delivered request. */
final class Caller implements ReplyTo {
    /** Null for a begin. */
    final TransactionId about;
    /** Who asked: the end of the link on which the answer goes back. */
    final String from;

    final Consumer<Answer> sink;
    boolean answered;

    /** What the request would write, if it wrote anything: no other request's record holds it. */
    private String mark;
    /** The idempotency key that it asks about; null without one. */
    String key;

    Caller(TransactionId about, String from, Consumer<Answer> sink) {
        this.about = about;
        this.from = from;
        this.sink = sink;
    }

    void asks(Input input) {
        if (input instanceof Input.RegisterBranch register) {
            mark = register.facts().clientId();
        } else if (input instanceof Input.ReportBranch report) {
            mark = report.applicationData();
        } else if (input instanceof Input.Submit submit) {
            key = submit.facts().labels().key();
        } else if (input instanceof Input.FindByKey find) {
            key = find.key();
        }
    }

    /** Null if the request writes nothing of its own. */
    String mark() {
        return mark;
    }
}
