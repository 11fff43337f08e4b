// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which addresses callers may have called. Each rule is {@code who} or {@code who:port}; {@code who} is
 *
 * <ul>
 *   <li>{@code any}, {@code loopback}, or {@code private} (10/8, 172.16/12, 192.168/16, fc00::/7);
 *   <li>an address or a range of addresses, {@code 10.1.0.0/16}; IPv6 in brackets, {@code [fd00::]/8};
 *   <li>a host's name, or {@code *.example.org} for all below it.
 * </ul>
 *
 * A name that no name's rule allows is resolved, and every address that it has must be allowed. Link-local addresses, where
 * clouds keep their machines' credentials, are neither loopback nor private. Immutable; may block for a name server.
 */
public final class AllowedTargets {
    private static final Pattern RULE =
            Pattern.compile("(?<who>\\[[0-9a-fA-F:.]+]|[^:/\\[\\]]+)(/(?<bits>\\d{1,3}))?(:(?<port>\\d{1,5}))?");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private final List<Rule> rules;

    private AllowedTargets(List<Rule> rules) {
        this.rules = rules;
    }

    /** @throws IllegalArgumentException if a rule cannot be read */
    public static AllowedTargets of(List<String> texts) {
        List<Rule> rules = new ArrayList<>();
        texts.forEach(text -> rules.add(rule(text.strip())));
        return new AllowedTargets(List.copyOf(rules));
    }

    private record Rule(Who who, int port) {
        boolean isFor(int asked) {
            return port == 0 || port == asked;
        }
    }

    /** Allows names, or addresses. */
    private sealed interface Who {}

    private record Any() implements Who {}

    private record Loopback() implements Who {}

    private record PrivateNets() implements Who {}

    private record Named(String name, boolean below) implements Who {}

    private record Range(InetAddress first, int bits) implements Who {}

    private static Rule rule(String text) {
        Matcher rule = RULE.matcher(text);
        if (!rule.matches()) {
            throw unreadable(text);
        }
        int port = rule.group("port") == null ? 0 : Integer.parseInt(rule.group("port"));
        String who = rule.group("who").toLowerCase(Locale.ROOT);
        String bits = rule.group("bits");
        if (who.startsWith("[") || IPV4.matcher(who).matches()) {
            InetAddress first = literal(who);
            int most = 8 * first.getAddress().length;
            int length = bits == null ? most : Integer.parseInt(bits);
            if (length > most) {
                throw unreadable(text);
            }
            return new Rule(new Range(first, length), port);
        }
        if (bits != null || (who.indexOf('*') >= 0 && !who.matches("\\*\\.[^*]+"))) {
            throw unreadable(text);
        }
        Who named =
                switch (who) {
                    case "any" -> new Any();
                    case "loopback" -> new Loopback();
                    case "private" -> new PrivateNets();
                    default -> who.startsWith("*.") ? new Named(who.substring(1), true) : new Named(who, false);
                };
        return new Rule(named, port);
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException notOne) {
            throw unreadable(address);
        }
    }

    private static IllegalArgumentException unreadable(String rule) {
        return new IllegalArgumentException("holdfast.api.allowed-targets holds '" + rule
                + "'; expected any, loopback, private, an address, a range such as 10.0.0.0/8, a host or *.host, each with"
                + " or without :port");
    }

    /**
     * Whether a caller may name this host and port.
     *
     * @param host as in an address: a name, an IPv4 address, or an IPv6 address with or without brackets
     * @return null if it is allowed, else why not, for people
     */
    public String refusal(String host, int port) {
        String name = host.toLowerCase(Locale.ROOT);
        for (Rule rule : rules) {
            if (rule.isFor(port)
                    && (rule.who() instanceof Any || (rule.who() instanceof Named named && fits(named, name)))) {
                return null;
            }
        }
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(host);
        } catch (UnknownHostException unknown) {
            return "no such host: " + host;
        }
        for (InetAddress address : addresses) {
            if (!allows(address, port)) {
                return host + ":" + port + " is no target that holdfast.api.allowed-targets allows";
            }
        }
        return null;
    }

    /** Whether a connection to this address may be made by a rule about addresses; names are not looked at. */
    public boolean allows(InetAddress address, int port) {
        return rules.stream().anyMatch(rule -> rule.isFor(port) && holds(rule.who(), address));
    }

    private static boolean fits(Named named, String host) {
        return named.below() ? host.endsWith(named.name()) : host.equals(named.name());
    }

    private static boolean holds(Who who, InetAddress address) {
        byte[] bytes = address.getAddress();
        if (who instanceof Range range) {
            byte[] first = range.first().getAddress();
            return first.length == bytes.length && startAlike(first, bytes, range.bits());
        }
        if (who instanceof PrivateNets) {
            return bytes.length == 4 ? address.isSiteLocalAddress() : (bytes[0] & 0xfe) == 0xfc;
        }
        return who instanceof Any || (who instanceof Loopback && address.isLoopbackAddress());
    }

    private static boolean startAlike(byte[] one, byte[] other, int bits) {
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((one[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
