// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.LogFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers that a URL names, any of which has the whole log. All connections go to the same one until it cannot be
 * had; then to the next, and they stay there. Safe for any thread.
 *
 * <p>Connector/J has a list of its own, which is not used: it moves an open connection to another server between two
 * transactions, and what a lane was taken on would not be what it is read from.
 */
final class MySqlServers {
    private static final Logger LOG = LoggerFactory.getLogger(MySqlServers.class);
    private static final String SCHEME = "jdbc:mysql://";
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^\\[\\]():,@/?]+)(:[0-9]+)?");

    /** The server is there, and has not got all that its cluster has, or serves another one just now. */
    static final class OutOfStep extends SQLException {
        private static final long serialVersionUID = 1L;

        OutOfStep(String what) {
            super(what, "08004");
        }
    }

    /** How a connection is opened. */
    interface Opening {
        /**
         * @param choosy whether a server that is out of step will not do
         * @throws SQLException if that server cannot be had
         */
        Connection to(String url, boolean choosy) throws SQLException;
    }

    private final List<String> urls;
    private volatile int current;

    private MySqlServers(List<String> urls) {
        this.urls = urls;
    }

    /** @throws LogFailure if several servers are not named in the plain way */
    static MySqlServers of(String url) throws LogFailure {
        int end = url.indexOf('/', SCHEME.length());
        String hosts = url.substring(SCHEME.length(), end < 0 ? url.length() : end);
        if (!hosts.contains(",")) {
            return new MySqlServers(List.of(url));
        }
        List<String> urls = new ArrayList<>();
        for (String host : hosts.split(",", -1)) {
            if (!HOST.matcher(host).matches()) {
                throw new LogFailure("holdfast.log.url names several servers, and they must be written as"
                        + " host:port,host:port, but one is '" + host + "'");
            }
            urls.add(SCHEME + host + (end < 0 ? "" : url.substring(end)));
        }
        return new MySqlServers(List.copyOf(urls));
    }

    /** All of them. */
    List<String> all() {
        return urls;
    }

    /** The one that connections go to now. */
    String current() {
        return urls.get(current);
    }

    /** @throws SQLException if none can be had: why the first one that was tried cannot, and with it the others' reasons */
    Connection open(Opening opening) throws SQLException {
        int first = current;
        try {
            return open(opening, first, true);
        } catch (SQLException failure) {
            if (failure instanceof OutOfStep
                    || Arrays.stream(failure.getSuppressed()).anyMatch(OutOfStep.class::isInstance)) {
                return open(opening, first, false); // One that is out of step still is better than none.
            }
            throw failure;
        }
    }

    private Connection open(Opening opening, int first, boolean choosy) throws SQLException {
        SQLException failure = null;
        for (int i = 0; i < urls.size(); i++) {
            int number = (first + i) % urls.size();
            try {
                Connection connection = opening.to(urls.get(number), choosy);
                moveTo(number, failure);
                return connection;
            } catch (SQLException refused) {
                if (failure == null) {
                    failure = refused;
                } else {
                    failure.addSuppressed(refused);
                }
            }
        }
        throw failure;
    }

    private void moveTo(int number, SQLException why) {
        if (number != current && why != null) {
            current = number;
            String reason = String.valueOf(why.getMessage()).lines().findFirst().orElse("");
            LOG.warn("The log is reached by another server now, {}: {}", host(number), reason);
        }
    }

    private String host(int number) {
        return host(urls.get(number));
    }

    /** The part of a URL between scheme and path, without what may be secret. */
    static String host(String url) {
        String shown = shown(url);
        int end = shown.indexOf('/', SCHEME.length());
        return shown.substring(SCHEME.length(), end < 0 ? shown.length() : end);
    }

    /** A URL without its options, and without the other places where Connector/J takes a password. */
    static String shown(String url) {
        String safe = url.replaceFirst("//[^/]*@", "//").replaceAll("(?i)password=[^,)&]*", "password=...");
        int options = safe.indexOf('?');
        return options < 0 ? safe : safe.substring(0, options);
    }
}
