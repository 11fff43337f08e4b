// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bench.terminal.UsageException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunOptionsTest {
    @Test
    void withoutOptionsEverythingIsInTheRepositoryAndOnTheUsualPorts() throws Exception {
        RunOptions options = RunOptions.parse(List.of("--home", "/repository"));
        assertThat(options.directory()).isEqualTo(Path.of("/repository/.run"));
        assertThat(options.orders()).isEqualTo(Path.of("/repository/sample-order/orders.csv"));
        assertThat(options.once()).isFalse();
        for (Endpoint endpoint : Endpoint.values()) {
            if (!endpoint.ofCluster()) {
                assertThat(options.ports().of(endpoint)).isEqualTo(endpoint.usualPort());
            }
        }
    }

    @Test
    void aClusterHasMorePorts() throws Exception {
        RunOptions options = RunOptions.parse(List.of("--cluster", "--nacos-port=9000"));
        assertThat(options.cluster()).isTrue();
        assertThat(options.ports().of(Endpoint.NACOS)).isEqualTo(9000);
        assertThat(options.ports().of(Endpoint.SECOND_COORDINATOR)).isEqualTo(8092);
    }

    @Test
    void anOwnPortWinsOverTheOffset() throws Exception {
        Ports ports = RunOptions.parse(List.of("--port-offset=100", "--order-port", "9000"))
                .ports();
        assertThat(ports.of(Endpoint.ORDER)).isEqualTo(9000);
        assertThat(ports.of(Endpoint.COORDINATOR)).isEqualTo(8191);
    }

    @ParameterizedTest
    @CsvSource({
        "--twice, unknown option --twice",
        "orders.csv, unknown option orders.csv",
        "--concurrency, --concurrency needs a value",
        "--concurrency=, --concurrency needs a value",
        "--concurrency=0, --concurrency: '0' is not a whole number from 1 to 256",
        "--concurrency=many, --concurrency: 'many' is not a whole number from 1 to 256",
        "--order-port=70000, --order-port: '70000' is not a whole number from 1 to 65535",
        "--once=yes, --once takes no value",
        "--order-port=8091, --coordinator-port and --order-port both take 8091",
        "--nacos-port=8848, --nacos-port is for --cluster only",
    })
    void whatCannotBeUnderstoodIsNamed(String argument, String told) {
        assertThatThrownBy(() -> RunOptions.parse(List.of(argument)))
                .isInstanceOf(UsageException.class)
                .hasMessage(told);
    }
}
