// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.springframework.boot.ssl.SslBundles;

/**
 * Whoever already listens where this coordinator would: asks whether it is a Holdfast, and how it is. What is asked is open to
 * everybody, and nothing secret is sent. Stateless.
 */
final class Neighbour {
    private static final int TIMEOUT_MILLIS = 3000;
    private static final int LARGEST_ANSWER = 1 << 16;
    private static final Pattern STATUS = Pattern.compile("\"status\"\\s*:\\s*\"([A-Z_]+)\"");

    private Neighbour() {}

    /** @return its readiness, UP if it serves; null if there is none, or it is no Holdfast */
    static String readiness(HttpPort port, SslBundles bundles) {
        try {
            SSLContext tls = port.isEncrypted() ? trusting(port.bundle(), bundles) : null;
            if (!ask(port, tls, "/api/v1/session").contains("\"roles\"")) {
                return null;
            }
            Matcher status = STATUS.matcher(ask(port, tls, "/actuator/health/readiness"));
            return status.find() ? status.group(1) : null;
        } catch (IOException nobody) {
            return null;
        }
    }

    /** The address by which this machine reaches what listens at a host, which may stand for all of them. */
    static InetSocketAddress reached(String host, int port) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        return new InetSocketAddress(address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address, port);
    }

    private static String ask(HttpPort port, SSLContext tls, String path) throws IOException {
        try (Socket plain = new Socket()) {
            plain.setSoTimeout(TIMEOUT_MILLIS);
            plain.connect(reached(port.host(), port.port()), TIMEOUT_MILLIS);
            try (Socket socket =
                    tls == null ? plain : tls.getSocketFactory().createSocket(plain, port.host(), port.port(), true)) {
                String question = String.format(
                        Locale.ROOT, "GET %s HTTP/1.0\r\nHost: %s\r\nAccept: */*\r\n\r\n", path, port.host());
                socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
                InputStream answer = socket.getInputStream();
                return new String(answer.readNBytes(LARGEST_ANSWER), StandardCharsets.UTF_8);
            }
        }
    }

    /** Trusts the very certificate that this coordinator would show. */
    private static SSLContext trusting(String bundle, SslBundles bundles) throws IOException {
        try {
            if (bundle.isEmpty()) {
                return SSLContext.getDefault();
            }
            KeyStore own = bundles.getBundle(bundle).getStores().getKeyStore();
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (String alias : Collections.list(own.aliases())) {
                trusted.setCertificateEntry(alias, own.getCertificate(alias));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | RuntimeException unusable) { // said by TlsInspection
            throw new IOException("no certificate to compare with", unusable);
        }
    }
}
