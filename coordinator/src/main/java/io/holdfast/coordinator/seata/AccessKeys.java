// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Admits the applications that have an access key. Safe for any thread.
 *
 * <p>Only callers (TM) sign: {@code TmNettyRemotingClient.getExtraData} puts key, digest and timestamp into the
 * registration; {@code RmNettyRemotingClient} sends nothing of the kind. So a participant (RM) is admitted while a caller
 * of the same application that has shown its key is connected from the same address: the stock client starts both in one
 * process, the caller first, and tries again every ten seconds.
 *
 * <p>A digest counts for a while before and after its timestamp, and in that time only from the address that has sent it
 * first: a client may repeat itself, and whoever has overheard it may not.
 */
public final class AccessKeys implements Admission {
    static final int MOST_DIGESTS = 65_536;

    /** What clients sign where they do not know an address of their own. */
    private static final String UNKNOWN_IP = "127.0.0.1";

    private record Seen(String ip, long expiresAtMillis) {}

    private record Source(String application, String ip) {}

    private final Map<String, Map<String, String>> secretsByKeyByApplication = new HashMap<>();
    private final long windowMillis;
    private final LongSupplier clock;

    /** The oldest first. Only what was signed with a secret gets here. */
    private final Map<String, Seen> digests = new LinkedHashMap<>();

    /** Connected callers that have shown a key. */
    private final Map<Source, Set<String>> callers = new HashMap<>();

    /**
     * @param window how far a client's clock may be off
     * @param clock milliseconds since 1970
     */
    AccessKeys(List<AccessKey> keys, Duration window, LongSupplier clock) {
        for (AccessKey key : keys) {
            secretsByKeyByApplication
                    .computeIfAbsent(key.application(), application -> new HashMap<>())
                    .put(key.key(), key.secret());
        }
        this.windowMillis = window.toMillis();
        this.clock = clock;
    }

    /**
     * What the settings say: everybody if there is no access key.
     *
     * @param clock milliseconds since 1970
     */
    public static Admission of(SeataFrontSettings settings, LongSupplier clock) {
        return settings.accessKeys().isEmpty()
                ? Admission.everybody()
                : new AccessKeys(settings.accessKeys(), settings.accessKeyWindow(), clock);
    }

    @Override
    public String refusal(Registration registration, String peer) {
        Map<String, String> secrets = secretsByKeyByApplication.get(registration.application());
        if (secrets == null) {
            return "application '" + registration.application() + "' has no access key here"
                    + " (holdfast.seata.access-keys)";
        }
        Source source = new Source(registration.application(), ipOf(peer));
        if (registration.role() == Role.PARTICIPANT) {
            return hasCaller(source)
                    ? null
                    : "application '" + registration.application() + "' has no caller (TM) connected from "
                            + source.ip() + " that has shown its access key, which a participant (RM) cannot do"
                            + " itself: it may come after its caller";
        }
        String problem = problem(registration, secrets, source.ip());
        if (problem == null) {
            callerCame(source, peer);
        }
        return problem;
    }

    private String problem(Registration registration, Map<String, String> secrets, String ip) {
        Map<String, String> shown = fields(registration.extraData());
        String key = shown.getOrDefault("ak", "null");
        if (key.equals("null")) { // as the client spells "none"
            return "no access key was sent: set the client's seata.access-key and seata.secret-key";
        }
        String secret = secrets.get(key);
        if (secret == null) {
            return "the access key is none of application '" + registration.application() + "'";
        }
        if (!shown.getOrDefault("authVersion", "").equals(Signature.VERSION)) {
            return "the registration is not signed as V4: only clients from 1.5 on sign, with their own AuthSigner";
        }
        Long timestamp = number(shown.get("timestamp"));
        if (timestamp == null) {
            return "the registration has no timestamp";
        }
        long offMillis = Math.abs(Math.subtractExact(clock.getAsLong(), timestamp));
        if (offMillis > windowMillis) {
            return "the registration was signed " + offMillis / 1000 + " s from now by this machine's clock, more than "
                    + windowMillis / 1000 + " s (holdfast.seata.access-key-window): set the clocks";
        }
        String digest = shown.getOrDefault("digest", "");
        String expected = Signature.of(registration.group(), shown.getOrDefault("ip", UNKNOWN_IP), timestamp, secret);
        if (!MessageDigest.isEqual(ascii(digest), ascii(expected))) {
            return "the registration is not signed with the secret of its access key: check the client's"
                    + " seata.secret-key";
        }
        return repetition(digest, ip, timestamp + windowMillis);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private synchronized String repetition(String digest, String ip, long expiresAtMillis) {
        long now = clock.getAsLong();
        Iterator<Seen> oldest = digests.values().iterator();
        while (oldest.hasNext() && oldest.next().expiresAtMillis() < now) {
            oldest.remove();
        }
        Seen before = digests.get(digest);
        if (before != null) {
            return before.ip().equals(ip) ? null : "the same registration has come from another address";
        }
        if (digests.size() >= MOST_DIGESTS) {
            return "more than " + MOST_DIGESTS + " registrations within the window of access keys: try again later";
        }
        digests.put(digest, new Seen(ip, expiresAtMillis));
        return null;
    }

    private synchronized void callerCame(Source source, String peer) {
        callers.computeIfAbsent(source, same -> new HashSet<>()).add(peer);
    }

    private synchronized boolean hasCaller(Source source) {
        return callers.containsKey(source);
    }

    @Override
    public synchronized void left(String application, String peer) {
        callers.computeIfPresent(new Source(application, ipOf(peer)), (source, peers) -> {
            peers.remove(peer);
            return peers.isEmpty() ? null : peers;
        });
    }

    private static String ipOf(String peer) {
        return peer.substring(0, Math.max(0, peer.lastIndexOf(':')));
    }

    private static Map<String, String> fields(String extraData) {
        Map<String, String> fields = new HashMap<>();
        for (String line : extraData.split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                fields.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return fields;
    }

    /** @return null if it is none, or no time that a day could be taken of */
    private static Long number(String text) {
        return text != null && text.matches("[1-9]\\d{0,14}") ? Long.valueOf(text) : null;
    }
}
