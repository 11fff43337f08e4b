// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What an API token is made of: 256 random bits, so that its plain hash gives nothing away. Stateless. */
final class Secret {
    private static final String PREFIX = "hft_";
    private static final String SCHEME = "Bearer ";
    private static final int BYTES = 32;
    private static final Pattern TOKEN = Pattern.compile("hft_[A-Za-z0-9_-]{43}");

    private Secret() {}

    static String generate(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static boolean looksLikeOne(String text) {
        return TOKEN.matcher(text).matches();
    }

    /** @return what an {@code Authorization} header shows as a token; null if it is absent, or of another kind */
    static String shownIn(String header) {
        boolean bearer = header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        return bearer ? header.substring(SCHEME.length()).strip() : null;
    }

    static String digest(String token) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(token.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
