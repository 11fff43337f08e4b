// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.participants.ParticipantsProgram;
import io.holdfast.bench.process.ChildLines;
import io.holdfast.bench.process.ChildProcess;
import io.holdfast.bench.process.RunFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The process with the participants of orders.
 *
 * @param dubboPort where they are called over Triple and the dubbo protocol
 * @param httpPort where one of them is called over HTTP, if that was asked for
 */
record Participants(ChildProcess process, int dubboPort, int httpPort) {
    private static final Duration START_BOUND = Duration.ofSeconds(90);

    /**
     * Begins to start one.
     *
     * @param seataPort of the coordinator, for the participants' own Seata client
     * @param web whether one of them is to be called over HTTP, too
     */
    static Participants start(String name, Workshop workshop, int seataPort, boolean web)
            throws IOException, RunFailedException {
        int dubboPort = FreePort.find();
        int httpPort = FreePort.find();
        List<String> settings = List.of(
                "--sample.coordinator=127.0.0.1:" + seataPort,
                "--dubbo.protocol.port=" + dubboPort,
                "--dubbo.protocol.ext-protocol=dubbo",
                "--server.port=" + httpPort,
                "--spring.main.web-application-type=" + (web ? "servlet" : "none"),
                "--holdfast.participant.http.path=/tcc",
                "--spring.datasource.url=jdbc:h2:mem:orders;MODE=MySQL;LOCK_TIMEOUT=10000;DB_CLOSE_DELAY=-1",
                // As many connections as callers, else the pool would be what is measured.
                "--spring.datasource.hikari.maximum-pool-size=64",
                "--spring.flyway.enabled=false",
                "--spring.main.banner-mode=off",
                "--logging.level.root=WARN");
        ChildProcess process =
                workshop.supervisor().start(name, workshop.commands().onSample(ParticipantsProgram.class, settings));
        return new Participants(process, dubboPort, httpPort);
    }

    void awaitReady() throws IOException, InterruptedException, RunFailedException {
        new ChildLines(process).await(ParticipantsProgram.READY, START_BOUND);
    }

    long pid() {
        return process.handle().pid();
    }
}
