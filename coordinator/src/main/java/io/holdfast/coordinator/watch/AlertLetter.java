// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.watch;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is posted, and how it is signed. Used by one thread. */
final class AlertLetter {
    private static final String ALGORITHM = "HmacSHA256";

    private final JsonMapper json = new JsonMapper();
    private final String node;
    private final SecretKeySpec key;

    AlertLetter(String node, String secret) {
        this.node = node;
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    String body(List<Alert> alerts, long nowMillis) {
        ObjectNode letter = json.createObjectNode();
        letter.put("version", 1);
        letter.put("node", node);
        letter.put("sentAt", Instant.ofEpochMilli(nowMillis).toString());
        ArrayNode all = letter.putArray("alerts");
        for (Alert alert : alerts) {
            ObjectNode one = all.addObject();
            one.put("id", alert.id());
            one.put("kind", alert.kind().name());
            one.put("state", alert.state().name());
            one.put("since", Instant.ofEpochMilli(alert.sinceMillis()).toString());
            one.put("lane", alert.lane());
            one.put("xid", alert.xid());
            one.put("branchId", alert.branchId());
            one.put("name", alert.name());
            one.put("participant", alert.participant());
            one.put("message", alert.message());
        }
        return letter.toString();
    }

    /** @return {@code sha256=} and the HMAC-SHA256, in hexadecimal digits, of the timestamp, a dot and the body */
    String signature(String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((timestamp + '.').getBytes(StandardCharsets.US_ASCII));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }
}
