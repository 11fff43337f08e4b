// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.load;

import io.holdfast.api.Branch;
import io.holdfast.api.DubboTarget;
import io.holdfast.api.Outcome;
import io.holdfast.api.Status;
import io.holdfast.api.Submission;
import io.holdfast.api.Transactions;
import io.holdfast.api.TransactionsException;
import io.holdfast.sample.api.InventoryAction;
import java.util.ArrayList;
import java.util.List;

/** One call over Dubbo Triple, through the Java interface. */
final class TripleWay implements Way {
    private final Transactions transactions;
    private final String participants;

    /** @param participants their Dubbo URL, for the coordinator */
    TripleWay(Transactions transactions, String participants) {
        this.transactions = transactions;
        this.participants = participants;
    }

    @Override
    public void place(String orderNo) throws TransactionsException {
        List<Branch> branches = new ArrayList<>();
        for (String part : PARTS) {
            DubboTarget target = DubboTarget.of(InventoryAction.class.getName(), "freeze")
                    .at(participants)
                    .inGroup(part, null);
            branches.add(Branch.of(target, orderNo, SKU, 1));
        }
        Outcome outcome = transactions.submit(
                Submission.of(NAME, branches).withKey(orderNo).withTimeoutMillis(TIMEOUT_MILLIS));
        if (outcome.status() != Status.CONFIRMED) {
            throw new IllegalStateException("order " + orderNo + " ended as " + outcome);
        }
    }
}
