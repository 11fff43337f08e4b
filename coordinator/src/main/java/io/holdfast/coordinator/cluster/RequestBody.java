// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import io.holdfast.coordinator.model.BeginFacts;
import io.holdfast.coordinator.model.BranchFacts;
import io.holdfast.coordinator.model.Decision;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Operation;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.WaitFor;
import io.holdfast.coordinator.model.Xid;
import java.util.List;
import java.util.Objects;

/**
 * What of a request travels: all but whom to answer, which only its own node can. The names of the components are the names
 * on the wire: add to them, with null or 0 for what an older node leaves out, and change none. What is missing here must not
 * get as far as the lane.
 */
sealed interface RequestBody {
    Input.Request request(ReplyTo replyTo);

    static RequestBody of(Input.Request request) {
        if (request instanceof Input.RegisterBranch it) {
            return new RegisterBranch(it.transaction(), it.facts());
        } else if (request instanceof Input.Decide it) {
            return new Decide(it.transaction(), it.decision());
        } else if (request instanceof Input.Begin it) {
            return new Begin(it.facts());
        } else if (request instanceof Input.ReportBranch it) {
            return new ReportBranch(it.transaction(), it.branchId(), it.applicationData());
        } else if (request instanceof Input.AskStatus it) {
            return new AskStatus(it.transaction());
        } else if (request instanceof Input.Submit it) {
            return new Submit(it.facts(), it.branches(), it.waitFor());
        } else if (request instanceof Input.Await it) {
            return new Await(it.xid(), it.waitFor());
        } else if (request instanceof Input.FindByKey it) {
            return new FindByKey(it.key());
        } else if (request instanceof Input.Operate it) {
            return new Operate(it.transaction(), it.operation(), it.position(), it.dryRun());
        }
        throw new IllegalArgumentException("has no form on the wire between coordinators: " + request);
    }

    record Begin(BeginFacts facts) implements RequestBody {
        public Begin {
            Objects.requireNonNull(facts, "facts");
        }

        @Override
        public Input.Begin request(ReplyTo replyTo) {
            return new Input.Begin(facts, replyTo);
        }
    }

    record RegisterBranch(TransactionId transaction, BranchFacts facts) implements RequestBody {
        public RegisterBranch {
            Objects.requireNonNull(transaction, "transaction");
            Objects.requireNonNull(facts, "facts");
        }

        @Override
        public Input.RegisterBranch request(ReplyTo replyTo) {
            return new Input.RegisterBranch(transaction, facts, replyTo);
        }
    }

    record ReportBranch(TransactionId transaction, long branchId, String applicationData) implements RequestBody {
        public ReportBranch {
            Objects.requireNonNull(transaction, "transaction");
        }

        @Override
        public Input.ReportBranch request(ReplyTo replyTo) {
            return new Input.ReportBranch(transaction, branchId, applicationData, replyTo);
        }
    }

    record Decide(TransactionId transaction, Decision decision) implements RequestBody {
        public Decide {
            Objects.requireNonNull(transaction, "transaction");
            Objects.requireNonNull(decision, "decision");
        }

        @Override
        public Input.Decide request(ReplyTo replyTo) {
            return new Input.Decide(transaction, decision, replyTo);
        }
    }

    record Submit(BeginFacts facts, List<BranchFacts> branches, WaitFor waitFor) implements RequestBody {
        public Submit {
            Objects.requireNonNull(facts, "facts");
            branches = List.copyOf(branches);
            Objects.requireNonNull(waitFor, "waitFor");
        }

        @Override
        public Input.Submit request(ReplyTo replyTo) {
            return new Input.Submit(facts, branches, waitFor, replyTo);
        }
    }

    record Await(Xid xid, WaitFor waitFor) implements RequestBody {
        public Await {
            Objects.requireNonNull(xid, "xid");
            Objects.requireNonNull(xid.id(), "xid.id");
            Objects.requireNonNull(waitFor, "waitFor");
        }

        @Override
        public Input.Await request(ReplyTo replyTo) {
            return new Input.Await(xid, waitFor, replyTo);
        }
    }

    record FindByKey(String key) implements RequestBody {
        public FindByKey {
            Objects.requireNonNull(key, "key");
        }

        @Override
        public Input.FindByKey request(ReplyTo replyTo) {
            return new Input.FindByKey(key, replyTo);
        }
    }

    record Operate(TransactionId transaction, Operation operation, int position, boolean dryRun)
            implements RequestBody {
        public Operate {
            Objects.requireNonNull(transaction, "transaction");
            Objects.requireNonNull(operation, "operation");
        }

        @Override
        public Input.Operate request(ReplyTo replyTo) {
            return new Input.Operate(transaction, operation, position, dryRun, replyTo);
        }
    }

    record AskStatus(TransactionId transaction) implements RequestBody {
        public AskStatus {
            Objects.requireNonNull(transaction, "transaction");
        }

        @Override
        public Input.AskStatus request(ReplyTo replyTo) {
            return new Input.AskStatus(transaction, replyTo);
        }
    }
}
