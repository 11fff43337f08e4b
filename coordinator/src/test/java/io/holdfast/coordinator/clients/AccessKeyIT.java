// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.coordinator.clients.ClientProcess.ClientThrew;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Access keys, as unmodified clients show them, at a real coordinator. */
class AccessKeyIT {
    private static final String SECRET = "s-" + UUID.randomUUID();
    private static final String WRONG = "w-" + UUID.randomUUID();

    private static final Duration SOON = Duration.ofSeconds(30);

    private static CoordinatorProcess coordinator;
    private static ClientProcess current;
    private static ClientProcess oldest;
    private static ClientProcess wrong;
    private static ClientProcess keyless;
    private static ClientProcess unsigned;

    @BeforeAll
    static void start() throws IOException {
        List<String> settings = new ArrayList<>();
        List<String> applications = List.of("current", "oldest", "wrong", "keyless", "unsigned");
        for (int i = 0; i < applications.size(); i++) {
            String prefix = "--holdfast.seata.access-keys[" + i + "].";
            settings.add(prefix + "application=" + applications.get(i));
            settings.add(prefix + "key=key-of-" + applications.get(i));
            settings.add(prefix + "secret=" + SECRET);
        }
        coordinator = new CoordinatorProcess(FreshDirectory.of("access-keys"), settings.toArray(String[]::new));
        coordinator.start();
        coordinator.awaitReady();
        current = client(ClientVersion.SEATA_2_6_0, "current", "key-of-current", SECRET);
        oldest = client(ClientVersion.SEATA_1_5_2, "oldest", "key-of-oldest", SECRET);
        wrong = client(ClientVersion.SEATA_2_6_0, "wrong", "key-of-wrong", WRONG);
        keyless = client(ClientVersion.SEATA_2_6_0, "keyless", null, null);
        unsigned = client(ClientVersion.SEATA_1_4_2, "unsigned", "key-of-unsigned", SECRET);
    }

    private static ClientProcess client(ClientVersion version, String application, String key, String secret)
            throws IOException {
        ClientProcess.Settings settings = new ClientProcess.Settings(
                "access-key-" + application, application, coordinator.address(), false, 15_000);
        List<String> options =
                key == null ? List.of() : List.of("-Dseata.accesskey=" + key, "-Dseata.secretkey=" + secret);
        return ClientProcess.startWith(options, version, version.compileProgram(), settings, "stock");
    }

    @AfterAll
    static void stop() {
        List.of(current, oldest, wrong, keyless, unsigned).forEach(ClientProcess::close);
        coordinator.close();
    }

    @Test
    void clientsThatSignAreServed() {
        for (ClientProcess client : List.of(current, oldest)) {
            client.awaitReady();
            String xid = client.begin(60_000);
            client.enlist(xid, "{\"actionContext\":{}}", "stock");
            assertThat(client.commit(xid)).isEqualTo("Committed");
            assertThat(client.done(xid)).containsExactly("confirm stock");
        }
    }

    /** Clients of today do not even start; whoever starts one reads why. */
    @Test
    void othersAreRefusedAndTheirOwnLogSaysWhy() throws IOException {
        awaitReason("wrong", "not signed with the secret of its access key");
        awaitReason("keyless", "no access key was sent");
        unsigned.awaitReady();
        assertThat(catchThrowableOfType(ClientThrew.class, () -> unsigned.begin(60_000)))
                .isNotNull();
        awaitReason("unsigned", "only clients from 1.5 on sign");
        assertThat(coordinator.logLines())
                .anyMatch(line -> line.contains("Refused the registration of") && line.contains("no access key"))
                .noneMatch(line -> line.contains(SECRET) || line.contains(WRONG));
    }

    private static void awaitReason(String application, String why) {
        Path log =
                ClientVersion.processes().resolve("access-key-" + application).resolve("log");
        Awaitility.await(application + " reads: " + why).atMost(SOON).until(() -> Files.readAllLines(log).stream()
                .anyMatch(line ->
                        line.contains("register TM failed") && line.contains("refused: ") && line.contains(why)));
    }
}
