// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.nacos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NacosSettingsTest {
    private static RegistrySettings registry(String url, Duration grace) {
        return new RegistrySettings(url, null, null, null, null, "me", "secret", grace);
    }

    @Test
    void theDefaultsAreThoseOfTheStockClientsStarter() {
        RegistrySettings defaults = RegistrySettings.defaults();
        assertThat(defaults.url()).isNull();
        assertThat(defaults.group()).isEqualTo("SEATA_GROUP");
        assertThat(defaults.service()).isEqualTo("seata-server");
        assertThat(defaults.cluster()).isEqualTo("default");
        assertThat(defaults.namespace()).isEmpty();
    }

    @Test
    void severalServersAreOneNacos() {
        assertThat(registry("nacos://a:8848,b:8849", null).servers()).isEqualTo("a:8848,b:8849");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a:8848", "http://a:8848", "nacos://a", "nacos://a:8848/", "nacos://a:8848?x=1", "nacos://"})
    void anotherAddressOfARegistryIsRefused(String url) {
        assertThatThrownBy(() -> registry(url, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("holdfast.registry.url must be like nacos://host:8848");
    }

    @Test
    void aGraceThatIsNoneIsRefused() {
        assertThat(registry(null, Duration.ZERO).grace()).isZero();
        assertThatThrownBy(() -> registry(null, Duration.ofMillis(-1))).hasMessageContaining("holdfast.registry.grace");
        assertThatThrownBy(() -> registry(null, Duration.ofHours(1))).hasMessageContaining("holdfast.registry.grace");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nacos://a:8848",
                "nacos://a:8848/",
                "nacos://a:8848/x/y.yml",
                "nacos://a/x.yml",
                "http://a:8848/x.yml",
                "nacos://a:8848/x.yml?grupo=G",
                "nacos://a:8848/x.yml?group"
            })
    void anotherAddressOfADocumentIsRefused(String url) {
        assertThatThrownBy(() -> new ConfigSettings(url, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holdfast.config.url");
    }

    @Test
    void anAddressOfADocumentSaysWhereItIs() {
        assertThat(new ConfigSettings("nacos://a:8848/x.yml", null, null).document())
                .hasToString("x.yml of group SEATA_GROUP in Nacos (a:8848)");
        assertThat(new ConfigSettings("nacos://a:8848,b:8848/x.yml?namespace=N&group=G", null, null).document())
                .hasToString("x.yml of group G in Nacos (a:8848,b:8848, namespace N)");
    }

    @Test
    void passwordsAreNotPrinted() {
        assertThat(registry("nacos://a:1", null).toString()).doesNotContain("secret");
        assertThat(registry("nacos://a:1", null).access().toString()).doesNotContain("secret");
        assertThat(new ConfigSettings("nacos://a:8848/x.yml", "me", "secret").toString())
                .doesNotContain("secret");
    }
}
