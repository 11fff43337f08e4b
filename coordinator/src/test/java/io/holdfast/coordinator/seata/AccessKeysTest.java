// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.seata.core.auth.DefaultAuthSigner;
import org.junit.jupiter.api.Test;

class AccessKeysTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final String PEER = "10.0.0.7:40001";

    private final AtomicLong clock = new AtomicLong(NOW);
    private final AccessKeys keys = new AccessKeys(
            List.of(
                    new AccessKey("order", "order-1", "first secret"),
                    new AccessKey("order", "order-2", "second secret"),
                    new AccessKey("stock", "stock-1", "first secret")),
            Duration.ofMinutes(5),
            clock::get);

    /** What the stock client writes into its registration; the signer is its own. */
    private static String signed(String key, String secret, long timestamp) {
        String digest = new DefaultAuthSigner().sign("group,172.17.0.2," + timestamp, secret);
        return "ak=" + key + "\ndigest=" + digest + "\ntimestamp=" + timestamp
                + "\nauthVersion=V4\nvgroup=group\nip=172.17.0.2\n";
    }

    private static Registration caller(String application, String extraData) {
        return new Registration(Role.CALLER, "2.6.0", application, "group", extraData, List.of());
    }

    private static Registration participant(String application) {
        return new Registration(Role.PARTICIPANT, "2.6.0", application, "group", "", List.of("r"));
    }

    private String refusal(String extraData) {
        return keys.refusal(caller("order", extraData), PEER);
    }

    @Test
    void signatureIsThatOfTheStockClient() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            String group = "group-" + random.nextInt();
            String ip = random.nextInt(256) + ".0.0." + random.nextInt(256);
            long timestamp = random.nextLong(4_000_000_000_000L);
            String secret = Long.toString(random.nextLong(), 36) + " ä☃";
            assertThat(Signature.of(group, ip, timestamp, secret))
                    .isEqualTo(new DefaultAuthSigner().sign(group + "," + ip + "," + timestamp, secret));
        }
    }

    @Test
    void whoSignsWithAnyKeyOfItsApplicationIsAdmitted() {
        assertThat(refusal(signed("order-1", "first secret", NOW))).isNull();
        assertThat(refusal(signed("order-2", "second secret", NOW + 299_000))).isNull();
        assertThat(refusal(signed("order-2", "second secret", NOW - 299_000))).isNull();
    }

    @Test
    void whoHasNoAddressOfItsOwnSignsTheLoopbackOne() {
        String digest = new DefaultAuthSigner().sign("group,127.0.0.1," + NOW, "first secret");
        assertThat(refusal("ak=order-1\ndigest=" + digest + "\ntimestamp=" + NOW + "\nauthVersion=V4\nvgroup=group\n"))
                .isNull();
    }

    @Test
    void whateverElseIsRefusedAndTheReasonNeverHasASecret() {
        String right = signed("order-1", "first secret", NOW);
        assertThat(keys.refusal(caller("stranger", right), PEER)).contains("'stranger' has no access key here");
        assertThat(keys.refusal(caller("stock", right), PEER)).contains("none of application 'stock'");
        assertThat(refusal("")).contains("no access key was sent").contains("seata.access-key");
        assertThat(refusal(signed("null", "first secret", NOW))).contains("no access key was sent");
        assertThat(refusal(signed("stock-1", "first secret", NOW))).contains("none of application 'order'");
        assertThat(refusal(right.replace("V4", "V3"))).contains("not signed as V4");
        assertThat(refusal("ak=order-1\ndigest=group,172.17.0.2," + NOW + "\ntimestamp=" + NOW))
                .as("what 1.4 sends")
                .contains("only clients from 1.5 on sign");
        assertThat(refusal(right.replace("timestamp=" + NOW, "timestamp=x"))).contains("no timestamp");
        assertThat(refusal(signed("order-1", "first secret", NOW + 301_000)))
                .contains("301 s from now")
                .contains("holdfast.seata.access-key-window");
        assertThat(refusal(signed("order-1", "first secret", NOW - 301_000))).contains("301 s from now");
        for (String wrong : List.of(
                signed("order-1", "second secret", NOW),
                right.replace("ip=172.17.0.2", "ip=172.17.0.3"),
                right.replace("timestamp=" + NOW, "timestamp=" + (NOW + 1)),
                right.replaceAll("digest=[^\n]*", "digest="),
                right.replaceAll("digest=[^\n]*\n", ""))) {
            assertThat(refusal(wrong)).contains("not signed with the secret").doesNotContain("first secret");
        }
        Registration otherGroup = new Registration(
                Role.CALLER, "2.6.0", "order", "other", signed("order-1", "first secret", NOW), List.of());
        assertThat(keys.refusal(otherGroup, PEER)).contains("not signed with the secret");
    }

    @Test
    void registrationMayBeRepeatedFromItsOwnAddressOnly() {
        String signed = signed("order-1", "first secret", NOW);
        assertThat(refusal(signed)).isNull();
        assertThat(keys.refusal(caller("order", signed), "10.0.0.7:40002")).isNull();
        assertThat(keys.refusal(caller("order", signed), "10.0.0.8:40001")).contains("from another address");
        clock.addAndGet(300_001);
        assertThat(keys.refusal(caller("order", signed), "10.0.0.8:40001")).contains("300 s from now");
    }

    @Test
    void participantComesWhereItsCallerIsAndOnlyWhileItIs() {
        assertThat(keys.refusal(participant("order"), PEER)).contains("has no caller (TM) connected from 10.0.0.7");
        assertThat(refusal("ak=order-1")).isNotNull();
        assertThat(keys.refusal(participant("order"), PEER))
                .as("one that was refused")
                .isNotNull();

        assertThat(refusal(signed("order-1", "first secret", NOW))).isNull();
        assertThat(keys.refusal(participant("order"), "10.0.0.7:40009")).isNull();
        assertThat(keys.refusal(participant("order"), "10.0.0.8:40009")).isNotNull();
        assertThat(keys.refusal(participant("stock"), "10.0.0.7:40009")).isNotNull();

        keys.left("order", "10.0.0.7:40009");
        assertThat(keys.refusal(participant("order"), "10.0.0.7:40010")).isNull();
        keys.left("order", PEER);
        assertThat(keys.refusal(participant("order"), "10.0.0.7:40010")).isNotNull();
    }

    /** Seeded: what fails once fails again. */
    @Test
    void noExtraDataDoesAnythingElseThanBeingRefused() {
        Random random = new Random(3);
        String alphabet = "ak=digtmpnshVvuro \n=0123456789\u0000\u2603\uD83D";
        String right = signed("order-1", "first secret", NOW);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? right : "");
            for (int edits = 1 + random.nextInt(12); edits > 0; edits--) {
                int at = random.nextInt(text.length() + 1);
                text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
                text.deleteCharAt(random.nextInt(text.length()));
            }
            if (refusal(text.toString()) == null) {
                assertThat(text.toString())
                        .contains(right.substring(0, right.indexOf("\nauthVersion"))
                                .split("\n"));
            }
        }
    }
}
