// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.port.Checkup.Finding;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.ssl.SslBundles;

/** Looks at the certificates that the ports show. Stateless. */
final class TlsInspection {
    private static final String SUBJECT = "tls";
    private static final Duration SOON = Duration.ofDays(21);
    private static final String RENEW = "put a new certificate into it";

    private TlsInspection() {}

    /** One for each bundle that is named, and none if there is none. */
    static List<Finding> of(HoldfastSettings settings, HttpPort http, SslBundles bundles, Instant now) {
        Map<String, String> users = new LinkedHashMap<>();
        users.put(http.bundle(), "server.ssl.bundle");
        users.merge(settings.seata().sslBundle(), "holdfast.seata.ssl-bundle", (one, other) -> one + ", " + other);
        users.merge(settings.api().sslBundle(), "holdfast.api.ssl-bundle", (one, other) -> one + ", " + other);
        users.remove("");
        List<Finding> findings = new ArrayList<>();
        users.forEach((bundle, keys) -> findings.add(of(bundle, keys, bundles, now)));
        return findings;
    }

    private static Finding of(String name, String keys, SslBundles bundles, Instant now) {
        try {
            KeyStore store = bundles.getBundle(name).getStores().getKeyStore();
            Instant end = store == null ? null : firstEnd(store);
            return end == null
                    ? Finding.fail(SUBJECT, "the SSL bundle " + name + " (" + keys + ") has no certificate", RENEW)
                    : judge(name + " (" + keys + ")", end, now);
        } catch (GeneralSecurityException | RuntimeException unusable) { // of files, passwords and formats: any
            Throwable root = unusable;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return Finding.fail(
                    SUBJECT,
                    "the SSL bundle " + name + " (" + keys + ") cannot be read: " + root.getMessage(),
                    "see spring.ssl.bundle.*." + name + ": files, their rights, and the password");
        }
    }

    private static Instant firstEnd(KeyStore store) throws GeneralSecurityException {
        Instant first = null;
        for (String alias : Collections.list(store.aliases())) {
            Certificate[] chain = store.getCertificateChain(alias);
            for (Certificate one : chain == null ? new Certificate[0] : chain) {
                Instant end = ((X509Certificate) one).getNotAfter().toInstant();
                first = first == null || end.isBefore(first) ? end : first;
            }
        }
        return first;
    }

    private static Finding judge(String bundle, Instant end, Instant now) {
        if (!end.isAfter(now)) {
            return Finding.fail(SUBJECT, "the certificate of the SSL bundle " + bundle + " ended at " + end, RENEW);
        }
        String seen = "the certificate of the SSL bundle " + bundle + " ends at " + end;
        return Duration.between(now, end).compareTo(SOON) < 0
                ? Finding.warn(SUBJECT, seen, RENEW + " in time")
                : Finding.ok(SUBJECT, seen);
    }
}
