// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.coordinator.model.Input;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.seata.compressor.deflater.DeflaterUtil;
import org.apache.seata.compressor.gzip.GzipUtil;
import org.apache.seata.compressor.zip.ZipUtil;
import org.apache.seata.core.protocol.AbstractIdentifyRequest;
import org.apache.seata.core.protocol.AbstractIdentifyResponse;
import org.apache.seata.core.protocol.RegisterRMRequest;
import org.apache.seata.core.protocol.RegisterTMRequest;
import org.apache.seata.core.protocol.transaction.GlobalBeginRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationIT {
    private FrontUnderTest front;

    @BeforeEach
    void start() throws IOException {
        front = FrontUnderTest.start();
    }

    @AfterEach
    void stop() {
        front.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.4.2", "1.5.2", "1.8.0", "2.0.0", "2.2.0", "2.6.0", "2.7.0-SNAPSHOT"})
    void clientsOfEveryServedVersionAreAdmitted(String version) throws IOException {
        try (RawClient caller = RawClient.caller(front.port(), "app", version)) {
            assertThat(caller.isServed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "0.7.0", "2", "-1.0.0", "99999.0.0", "1.0.0\nforged log line"})
    void firstRegistrationWithAVersionThatIsNotServedIsToldSoAndClosed(String version) throws IOException {
        try (RawClient peer = RawClient.connect(front.port())) {
            AbstractIdentifyResponse refused = register(peer, caller("app", version));
            assertThat(refused.isIdentified()).isFalse();
            assertThat(refused.getVersion()).startsWith("refused: client version");
            peer.awaitClosed();
        }
    }

    @Test
    void secondRegistrationWithAWrongVersionIsRefusedAndTheFirstStands() throws IOException {
        try (RawClient peer = RawClient.caller(front.port(), "app", "2.6.0")) {
            assertThat(register(peer, caller("app", "x")).isIdentified()).isFalse();
            assertBegins(peer, "app");
        }
    }

    @Test
    void connectionCannotBecomeSomebodyElse() throws IOException {
        try (RawClient peer = RawClient.caller(front.port(), "app", "2.6.0")) {
            AbstractIdentifyResponse refused = register(peer, caller("other", "2.6.0"));
            assertThat(refused.isIdentified()).isFalse();
            assertThat(refused.getVersion()).contains("registered as CALLER of 'app'");
            RegisterRMRequest participant = new RegisterRMRequest("app", "group");
            participant.setResourceIds("r");
            assertThat(register(peer, participant).isIdentified()).isFalse();
            assertBegins(peer, "app");
        }
    }

    @Test
    void registrationMayBeRepeated() throws IOException {
        try (RawClient peer = RawClient.caller(front.port(), "app", "2.6.0")) {
            assertThat(register(peer, caller("app", "2.6.0")).isIdentified()).isTrue();
            assertBegins(peer, "app");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "0123456789012345678901234567890123456789012345678901234567890123456789"})
    void applicationIdThatIsNoNameIsRefused(String application) throws IOException {
        try (RawClient peer = RawClient.connect(front.port())) {
            assertThat(register(peer, caller(application, "2.6.0")).isIdentified())
                    .isFalse();
            peer.awaitClosed();
        }
    }

    @Test
    void tooManyResourcesAreRefused() throws IOException {
        try (RawClient peer = RawClient.participant(front.port(), 1, "app", "1,2,3,4,5,6,7,8")) {
            RegisterRMRequest ninth = new RegisterRMRequest("app", "group");
            ninth.setResourceIds("9");
            AbstractIdentifyResponse refused = register(peer, ninth);
            assertThat(refused.isIdentified()).isFalse();
            assertThat(refused.getVersion()).contains("holdfast.seata.max-resources");
            assertThat(peer.isServed()).isTrue();
        }
    }

    @Test
    void admissionDecidesAndSeesWhatTheClientSaid() throws IOException {
        List<Registration> asked = new ArrayList<>();
        Admission admission = (registration, peer) -> {
            asked.add(registration);
            return registration.extraData().contains("ak=known") ? null : "access key is not known";
        };
        try (FrontUnderTest guarded =
                        new FrontUnderTest(FrontUnderTest.settings(8192, Duration.ofSeconds(15)), admission);
                RawClient stranger = RawClient.connect(guarded.port());
                RawClient friend = RawClient.connect(guarded.port())) {
            AbstractIdentifyResponse refused = register(stranger, caller("app", "2.6.0"));
            assertThat(refused.isIdentified()).isFalse();
            assertThat(refused.getVersion()).isEqualTo("refused: access key is not known");
            stranger.awaitClosed();
            RegisterTMRequest withKey = new RegisterTMRequest("app", "group", "ak=known\n");
            withKey.setVersion("2.6.0");
            assertThat(register(friend, withKey).isIdentified()).isTrue();
        }
        assertThat(asked).extracting(Registration::role).containsOnly(Role.CALLER);
        assertThat(asked).extracting(Registration::group).containsOnly("group");
    }

    @Test
    void compressedMessagesAreServed() throws IOException {
        byte[] plain = StockFrame.serialized(caller("app", "2.6.0"));
        byte[][] compressed = {GzipUtil.compress(plain), ZipUtil.compress(plain), DeflaterUtil.compress(plain)};
        int[] ids = {1, 2, 6};
        for (int i = 0; i < ids.length; i++) {
            try (RawClient peer = RawClient.connect(front.port())) {
                peer.sendBytes(StockFrame.bytes(FrameType.REQUEST, 1, ids[i], 5, Map.of("k", "v"), compressed[i]));
                StockFrame reply = peer.receive();
                assertThat(reply.id()).isEqualTo(5);
                assertThat(((AbstractIdentifyResponse) reply.body()).isIdentified())
                        .isTrue();
                assertBegins(peer, "app");
            }
        }
    }

    private void assertBegins(RawClient peer, String application) throws IOException {
        GlobalBeginRequest begin = new GlobalBeginRequest();
        begin.setTransactionName("n");
        peer.send(9, begin);
        assertThat(front.coordinator.next(Input.Begin.class).facts().application())
                .isEqualTo(application);
    }

    private static AbstractIdentifyResponse register(RawClient peer, AbstractIdentifyRequest request)
            throws IOException {
        peer.send(8, request);
        StockFrame reply = peer.receive();
        assertThat(reply.id()).isEqualTo(8);
        return (AbstractIdentifyResponse) reply.body();
    }

    private static RegisterTMRequest caller(String application, String version) {
        RegisterTMRequest request = new RegisterTMRequest(application, "group");
        request.setVersion(version);
        return request;
    }
}
