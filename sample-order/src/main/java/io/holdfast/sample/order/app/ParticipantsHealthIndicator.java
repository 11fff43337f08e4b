// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.app;

import io.holdfast.sample.api.InventoryAction;
import io.holdfast.sample.api.PaymentAction;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.dubbo.rpc.RpcException;
import org.apache.dubbo.rpc.service.EchoService;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether the other participants answer. Asking also opens the connections: the first call over Triple is slow, and so
 * is paid before the first order.
 */
@Component
final class ParticipantsHealthIndicator implements HealthIndicator {
    private final Map<String, Object> participants = new LinkedHashMap<>();

    ParticipantsHealthIndicator(InventoryAction inventory, PaymentAction payment) {
        participants.put("inventory", inventory);
        participants.put("payment", payment);
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        participants.forEach((name, reference) -> {
            try {
                // Every Dubbo reference is one. Connecting fails with an IllegalStateException, calling with the other.
                ((EchoService) reference).$echo("");
                health.withDetail(name, "answers");
            } catch (RpcException | IllegalStateException unreachable) {
                health.down().withDetail(name, "does not answer");
            }
        });
        return health.build();
    }
}
