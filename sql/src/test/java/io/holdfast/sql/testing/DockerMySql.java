// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sql.testing;

import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import java.io.IOException;
import java.time.Duration;
import org.testcontainers.mysql.MySQLContainer;

/**
 * MySQL in a container. Testcontainers' reaper removes it when the JVM is gone. The host port is fixed, because Docker
 * would draw a new one at each restart.
 */
final class DockerMySql implements MySqlServer.Backend {

    private static final String IMAGE = "mysql:8.4";
    private static final int MYSQL_PORT = 3306;

    private final MySQLContainer container;
    private final int port;

    private DockerMySql(MySQLContainer container, int port) {
        this.container = container;
        this.port = port;
    }

    static DockerMySql start() {
        int port = FreePort.find();
        MySQLContainer container = new MySQLContainer(IMAGE)
                .withUsername("root")
                .withStartupTimeout(Duration.ofMinutes(3))
                .withCreateContainerCmdModifier(command -> {
                    HostConfig host = command.getHostConfig();
                    if (host == null) {
                        throw new IllegalStateException("Testcontainers gave no host configuration");
                    }
                    host.withPortBindings(PortBinding.parse("127.0.0.1:" + port + ":" + MYSQL_PORT));
                });
        container.start();
        return new DockerMySql(container, port);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String user() {
        return container.getUsername();
    }

    @Override
    public String password() {
        return container.getPassword();
    }

    @Override
    public void kill() {
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
        ServerReadiness.awaitState("the killed container to stop", () -> !container.isRunning());
    }

    @Override
    public void restart() throws IOException {
        container
                .getDockerClient()
                .startContainerCmd(container.getContainerId())
                .exec();
        ServerReadiness.awaitAnswers(this, container::isRunning);
    }

    @Override
    public void pause() {
        container
                .getDockerClient()
                .pauseContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    public void goOn() {
        container
                .getDockerClient()
                .unpauseContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    public void close() {
        container.stop();
    }
}
