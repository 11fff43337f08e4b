// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * What the API's port shows to callers over TLS, as PEM texts, the only form that Dubbo takes them in. Immutable; holds a
 * private key, and tells nobody.
 */
public final class ApiCertificate {
    private static final List<String> KEY_TYPES = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final byte[] chain;
    private final byte[] key;

    private ApiCertificate(byte[] chain, byte[] key) {
        this.chain = chain;
        this.key = key;
    }

    /**
     * Takes the first key that a server may show.
     *
     * @param name of the bundle that the managers come from, for the message
     * @throws IllegalArgumentException if there is no key, or a certificate cannot be read
     */
    public static ApiCertificate of(String name, KeyManager... managers) {
        for (KeyManager manager : managers) {
            for (String type : KEY_TYPES) {
                if (manager instanceof X509KeyManager keys && keys.getServerAliases(type, null) != null) {
                    String alias = keys.getServerAliases(type, null)[0];
                    try {
                        return new ApiCertificate(
                                pem(keys.getCertificateChain(alias)),
                                pem("PRIVATE KEY", keys.getPrivateKey(alias).getEncoded()));
                    } catch (CertificateEncodingException unreadable) {
                        throw new IllegalArgumentException(
                                "the SSL bundle " + name + " (holdfast.api.ssl-bundle): " + unreadable.getMessage(),
                                unreadable);
                    }
                }
            }
        }
        throw new IllegalArgumentException("the SSL bundle " + name
                + " (holdfast.api.ssl-bundle) has no private key with a certificate: give it a keystore");
    }

    private static byte[] pem(X509Certificate[] certificates) throws CertificateEncodingException {
        ByteArrayOutputStream texts = new ByteArrayOutputStream();
        for (X509Certificate certificate : certificates) {
            texts.writeBytes(pem("CERTIFICATE", certificate.getEncoded()));
        }
        return texts.toByteArray();
    }

    private static byte[] pem(String what, byte[] content) {
        String text =
                "-----BEGIN " + what + "-----\n" + LINES.encodeToString(content) + "\n-----END " + what + "-----\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    byte[] chain() {
        return chain.clone();
    }

    byte[] key() {
        return key.clone();
    }
}
