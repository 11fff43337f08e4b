// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature "V4" of the stock clients ({@code DefaultAuthSigner} since 1.5): a key is derived from the secret step by
 * step, for a day (UTC), a region, a product and a purpose, each step an HMAC of the next name under the last key. Stateless.
 */
final class Signature {
    static final String VERSION = "V4";

    private static final String ALGORITHM = "HmacSHA256";
    private static final String SECRET_PREFIX = "aliyun_v4";
    private static final List<String> SCOPE = List.of("cn-beijing", "seata", "aliyun_v4_request");
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuuMMdd").withZone(ZoneOffset.UTC);

    private Signature() {}

    /** What a client with this secret sends as its digest, at that time. */
    static String of(String group, String ip, long timestampMillis, String secret) {
        byte[] key = bytes(SECRET_PREFIX + secret);
        key = hmac(key, DAY.format(Instant.ofEpochMilli(timestampMillis)));
        for (String step : SCOPE) {
            key = hmac(key, step);
        }
        return Base64.getEncoder().encodeToString(hmac(key, group + ',' + ip + ',' + timestampMillis));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(bytes(text));
        } catch (NoSuchAlgorithmException | InvalidKeyException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
