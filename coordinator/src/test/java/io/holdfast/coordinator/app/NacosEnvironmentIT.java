// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.alibaba.nacos.api.exception.NacosException;
import io.holdfast.coordinator.nacos.Documents;
import io.holdfast.coordinator.nacos.SharedNacos;
import io.holdfast.nacos.NacosServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Settings in a document of a real Nacos. */
@ExtendWith(SharedNacos.class)
class NacosEnvironmentIT {
    private final StandardEnvironment environment = new StandardEnvironment();

    private HoldfastSettings start(String url) {
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "commandLineArgs",
                        Map.of("holdfast.config.url", url, "holdfast.transactions.max-timeout", "3h")));
        environment
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "a file", Map.of("holdfast.transactions.default-timeout", "30s", "holdfast.lanes", "4")));
        new NacosEnvironment().postProcessEnvironment(environment, new SpringApplication());
        return Binder.get(environment)
                .bind(
                        "holdfast",
                        Bindable.of(HoldfastSettings.class),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT, source -> true))
                .get();
    }

    @Test
    void aDocumentCountsMoreThanFilesAndLessThanTheCommandLine(NacosServer nacos) throws NacosException {
        Documents.publish(nacos, "holdfast.yml", """
                holdfast:
                  transactions:
                    default-timeout: 45s
                    max-timeout: 2h
                """);
        HoldfastSettings settings = start("nacos://" + nacos.address() + "/holdfast.yml");
        assertThat(settings.transactions().defaultTimeout()).hasSeconds(45);
        assertThat(settings.transactions().maxTimeout()).hasHours(3);
        assertThat(settings.lanes()).isEqualTo(4);
    }

    @Test
    void anUnknownKeyIsRefusedAndItsPlaceNamed(NacosServer nacos) throws NacosException {
        Documents.publish(nacos, "misspelt.properties", "holdfast.lane=3\n");
        String url = "nacos://" + nacos.address() + "/misspelt.properties?group=SEATA_GROUP";
        BindException refused = catchThrowableOfType(BindException.class, () -> start(url));
        assertThat(new UnknownSettingAnalyzer().analyze(refused).getDescription())
                .startsWith("There is no setting holdfast.lane (")
                .contains("misspelt.properties of group SEATA_GROUP in Nacos");
    }

    @Test
    void aNacosThatDoesNotAnswerRefusesTheStart() {
        String url = "nacos://127.0.0.1:" + NacosServer.freePort() + "/holdfast.yml";
        assertThatThrownBy(() -> start(url))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("Nacos does not answer, asked for holdfast.yml of group SEATA_GROUP");
    }

    @Test
    void aDocumentThatIsNotThereOrBrokenRefusesTheStart(NacosServer nacos) throws NacosException {
        assertThatThrownBy(() -> start("nacos://" + nacos.address() + "/absent.yml"))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("There is no absent.yml of group SEATA_GROUP in Nacos");
        Documents.publish(nacos, "broken.yml", "holdfast: [\n");
        assertThatThrownBy(() -> start("nacos://" + nacos.address() + "/broken.yml"))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("Cannot read broken.yml of group SEATA_GROUP in Nacos");
    }
}
