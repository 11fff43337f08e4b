// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.call;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.coordinator.call.CallWorld;
import io.holdfast.coordinator.call.ParticipantsSettings;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.CallResult.Done;
import io.holdfast.coordinator.model.CallResult.Retry;
import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.Phase;
import io.holdfast.coordinator.nacos.SharedNacos;
import io.holdfast.nacos.NacosServer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Participants whose address nobody gives: a real Nacos knows it. */
@ExtendWith(SharedNacos.class)
class DubboRegistryIT {
    private static final Endpoint.Dubbo STOCK =
            new Endpoint.Dubbo(DubboProvider.SERVICE, null, null, null, "reserve", "confirm", "cancel", List.of());

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    private DubboProvider provider(String registry, String name) {
        return new DubboProvider("tri", DubboProvider.freePort(), registry, (method, arguments) -> {
            asked.add(name);
            return true;
        });
    }

    @Test
    void aParticipantIsFoundByItsNameAloneAlsoWhereItHasMovedTo(NacosServer nacos) {
        String registry = "nacos://" + nacos.address();
        ParticipantsSettings settings =
                new ParticipantsSettings(registry, null, null, null, null, null, null, null, null, null);
        try (CallWorld world = new CallWorld(settings)) {
            await().atMost(30, SECONDS)
                    .until(() -> confirm(world) instanceof Retry retry
                            && retry.error().contains("the registry knows nobody who serves"));
            try (DubboProvider here = provider(registry, "here")) {
                assertThat(here.url()).isNotEmpty();
                awaitDone(world);
            }
            assertThat(asked).containsOnly("here");
            asked.clear();
            try (DubboProvider there = provider(registry, "there")) {
                assertThat(there.url()).isNotEmpty();
                awaitDone(world);
            }
            assertThat(asked).containsOnly("there");
        }
    }

    private static CallResult confirm(CallWorld world) {
        return CallWorld.result(world.call(STOCK, Phase.CONFIRM, "[{\"sku\":\"A\"}]", 3_000));
    }

    private static void awaitDone(CallWorld world) {
        await().atMost(30, SECONDS).until(() -> confirm(world).equals(new Done()));
    }
}
