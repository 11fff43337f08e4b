// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How two coordinators prove to each other that they know the cluster's secret, without sending it. Safe for any thread.
 *
 * <p>The caller says hello, the called one says hello, the caller proves itself, then the called one does: whoever merely
 * connects gets nothing that it could try secrets on. A hello is {@code "HFPC" | oldest version | newest version | nonce (32
 * bytes)}; a proof is the HMAC-SHA-256, under the secret, of the side that proves and both hellos. So no proof serves twice,
 * or for the other side, or for other versions than were said.
 */
final class Handshake {
    static final int OLDEST_VERSION = 1;
    static final int NEWEST_VERSION = 1;
    /** A secret that could be guessed would be none. */
    static final int LEAST_SECRET_BYTES = 16;

    static final int HELLO_BYTES = 4 + 2 + 32;
    static final int PROOF_BYTES = 32;
    static final int LARGEST_BYTES = HELLO_BYTES;

    private static final int MAGIC = 0x48465043;
    private static final int OLDEST_AT = 4;
    private static final int NEWEST_AT = 5;
    private static final int NONCE_AT = 6;
    private static final String ALGORITHM = "HmacSHA256";

    /** Who proves. */
    enum Side {
        CALLER,
        CALLED
    }

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /** @throws IllegalArgumentException if the secret is too short */
    Handshake(byte[] secret) {
        if (secret.length < LEAST_SECRET_BYTES) {
            throw new IllegalArgumentException("the cluster's secret has " + secret.length + " bytes, at least "
                    + LEAST_SECRET_BYTES + " are needed");
        }
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    byte[] hello() {
        byte[] nonce = new byte[HELLO_BYTES - NONCE_AT];
        random.nextBytes(nonce);
        byte[] hello = new byte[HELLO_BYTES];
        for (int i = 0; i < OLDEST_AT; i++) {
            hello[i] = (byte) (MAGIC >>> (24 - 8 * i));
        }
        hello[OLDEST_AT] = OLDEST_VERSION;
        hello[NEWEST_AT] = NEWEST_VERSION;
        System.arraycopy(nonce, 0, hello, NONCE_AT, nonce.length);
        return hello;
    }

    /**
     * The version that both sides speak.
     *
     * @throws BadFrame if it is no hello, or there is no such version
     */
    static int agreedVersion(byte[] othersHello) {
        boolean isHello = othersHello.length == HELLO_BYTES;
        for (int i = 0; isHello && i < OLDEST_AT; i++) {
            isHello = othersHello[i] == (byte) (MAGIC >>> (24 - 8 * i));
        }
        if (!isHello) {
            throw new BadFrame("it does not begin as a coordinator does");
        }
        int oldest = othersHello[OLDEST_AT] & 0xff;
        int newest = othersHello[NEWEST_AT] & 0xff;
        int agreed = Math.min(newest, NEWEST_VERSION);
        if (agreed < oldest || agreed < OLDEST_VERSION) {
            throw new BadFrame("it speaks versions " + oldest + " to " + newest + " of the protocol, this coordinator "
                    + OLDEST_VERSION + " to " + NEWEST_VERSION);
        }
        return agreed;
    }

    byte[] proof(Side side, byte[] callersHello, byte[] calledsHello) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(("holdfast peer " + side.name() + '\0').getBytes(StandardCharsets.US_ASCII));
            mac.update(callersHello);
            return mac.doFinal(calledsHello);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }

    /** @throws BadFrame if this is not the side's proof */
    void check(Side side, byte[] callersHello, byte[] calledsHello, byte[] proof) {
        if (Arrays.equals(callersHello, calledsHello)
                || !MessageDigest.isEqual(proof(side, callersHello, calledsHello), proof)) {
            throw new BadFrame("it does not know the secret of this cluster");
        }
    }
}
