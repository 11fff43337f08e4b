// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.apache.seata.common.exception.FrameworkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;

final class StartupFailureAnalyzerTest {

    private final StartupFailureAnalyzer analyzer = new StartupFailureAnalyzer();

    @Test
    void aMissingCoordinatorIsNamedByItsAddress() {
        FailureAnalysis analysis = analyzer.analyze(
                new IllegalStateException("a bean", new FrameworkException("can not connect to [127.0.0.1:8091]")));

        assertThat(analysis.getDescription()).contains("coordinator").contains("127.0.0.1:8091");
        assertThat(analysis.getAction()).contains("Start the coordinator first");
    }

    @Test
    void aPortInUseIsNamedAsItsServerNamedIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String message = "Failed to bind on /127.0.0.1:" + taken.getLocalPort();

            FailureAnalysis analysis = analyzer.analyze(new IllegalStateException(message, bindTo(taken)));

            assertThat(analysis.getDescription()).contains(message);
            assertThat(analysis.getAction()).contains("dubbo.protocol.port");
        }
    }

    @Test
    void aDatabaseFileThatAnotherHoldsIsNamed(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("held.mv.db");
        try (FileChannel held = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                FileLock lock = held.lock()) {
            assertThat(lock.isValid()).isTrue();

            FailureAnalysis analysis =
                    analyzer.analyze(new IllegalStateException("a pool", open(directory.resolve("held"))));

            assertThat(analysis.getDescription()).contains("held");
            assertThat(analysis.getAction()).contains("spring.datasource.url");
        }
    }

    @Test
    void anythingElseIsLeftToOthers() {
        assertThat(analyzer.analyze(new IllegalStateException(new SQLException("syntax"))))
                .isNull();
        assertThat(analyzer.analyze(new FrameworkException("another trouble"))).isNull();
    }

    @Test
    void springBootFindsIt() {
        assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
                        // Spring Boot's own want a bean factory.
                        .load(FailureAnalyzer.class, (type, name, failure) -> {}))
                .hasAtLeastOneElementOfType(StartupFailureAnalyzer.class);
    }

    private static BindException bindTo(ServerSocket taken) throws Exception {
        try (ServerSocket second = new ServerSocket(taken.getLocalPort(), 1, InetAddress.getLoopbackAddress())) {
            throw new AssertionError("two servers on port " + second.getLocalPort());
        } catch (BindException expected) {
            return expected;
        }
    }

    private static SQLException open(Path database) {
        try (Connection opened = DriverManager.getConnection("jdbc:h2:file:" + database)) {
            throw new AssertionError("opened though locked: " + opened);
        } catch (SQLException expected) {
            return expected;
        }
    }
}
