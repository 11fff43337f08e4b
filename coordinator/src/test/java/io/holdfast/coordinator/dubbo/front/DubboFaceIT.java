// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import io.holdfast.api.Transactions;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.rpc.RpcContext;
import org.apache.dubbo.rpc.model.ApplicationModel;
import org.apache.dubbo.rpc.model.FrameworkModel;

class DubboFaceIT extends TransactionsContract {
    private final FrameworkModel framework = new FrameworkModel();

    @Override
    Transactions connect(int port) {
        ApplicationModel application = framework.newApplication();
        ApplicationConfig named = new ApplicationConfig(application, "caller");
        named.setQosEnable(false);
        application.getApplicationConfigManager().setApplication(named);
        ReferenceConfig<Transactions> reference = new ReferenceConfig<>(application.getDefaultModule());
        reference.setInterface(Transactions.class);
        reference.setUrl("tri://2130706433:" + port); // Dubbo dials another address where it reads 127.0.0.1
        reference.setTimeout(30_000);
        reference.setRetries(0);
        return reference.get();
    }

    @Override
    void nextCallIsTraced() {
        RpcContext.getClientAttachment().setAttachment("traceparent", TRACE_PARENT);
    }

    @Override
    void disconnect() {
        framework.destroy();
    }
}
