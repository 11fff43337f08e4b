// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients.caller;

import io.holdfast.api.Begin;
import io.holdfast.api.Branch;
import io.holdfast.api.Decide;
import io.holdfast.api.HttpTarget;
import io.holdfast.api.Submission;
import io.holdfast.api.Transactions;
import io.holdfast.api.TransactionsException;
import java.util.List;
import java.util.Map;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.rpc.model.ApplicationModel;
import org.apache.dubbo.rpc.model.FrameworkModel;

/** A caller as a program of its own, which has nothing of Holdfast but what callers import. */
public final class DubboCaller {
    private DubboCaller() {}

    /**
     * Says what came of two requests, and ends.
     *
     * @param args the coordinator's API, as a Dubbo URL
     */
    public static void main(String[] args) throws TransactionsException {
        FrameworkModel framework = new FrameworkModel();
        ApplicationModel application = framework.newApplication();
        ApplicationConfig named = new ApplicationConfig(application, "caller");
        named.setQosEnable(false);
        application.getApplicationConfigManager().setApplication(named);
        ReferenceConfig<Transactions> reference = new ReferenceConfig<>(application.getDefaultModule());
        reference.setInterface(Transactions.class);
        reference.setUrl(args[0]);
        reference.setTimeout(30_000);
        reference.setRetries(0);
        Transactions transactions = reference.get();

        String xid = transactions.begin(Begin.of("order")).xid();
        System.out.println("answer: " + transactions.rollback(Decide.of(xid)).status());
        try {
            transactions.submit(Submission.of(
                    "order",
                    Branch.of(new HttpTarget("http://127.0.0.1:9", "", ""), Map.of("items", List.of(1, "b")))));
        } catch (TransactionsException refused) {
            System.out.println("refusal: " + refused.code() + " " + refused.field());
        }
        framework.destroy();
        System.exit(0);
    }
}
