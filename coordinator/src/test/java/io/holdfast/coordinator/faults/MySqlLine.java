// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.faults;

import io.holdfast.coordinator.faults.Line.Strike;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A line to a server that speaks MySQL's protocol, unencrypted: whoever breaks it sees the statements. A packet is three
 * bytes of length, lowest first, one that counts (0: a command begins), and its content; a command is one byte, of which 3
 * is COM_QUERY, and where both sides know query attributes, two more bytes come before the statement's text.
 */
public final class MySqlLine {
    private static final int HEADER_BYTES = 4;
    private static final int COM_QUERY = 3;

    private MySqlLine() {}

    /** @param fate asked, in the connection's thread, about every statement; what is no statement is an empty text */
    public static Line to(int port, Function<String, Strike> fate) {
        return new Line(port, MySqlLine::packet, packet -> fate.apply(statement(packet)));
    }

    /** The port in a JDBC URL. */
    public static int port(String url) {
        return Integer.parseInt(url.replaceFirst("^jdbc:mysql://[^:/]+:(\\d+)/.*$", "$1"));
    }

    /** The same database, by way of the line. */
    public static String through(Line line, String url) {
        return url.replace(":" + port(url) + "/", ":" + line.port() + "/");
    }

    private static byte[] packet(InputStream in) throws IOException {
        byte[] header = in.readNBytes(HEADER_BYTES);
        if (header.length < HEADER_BYTES) {
            return null;
        }
        int length = (header[0] & 0xff) | (header[1] & 0xff) << 8 | (header[2] & 0xff) << 16;
        byte[] packet = Arrays.copyOf(header, HEADER_BYTES + length);
        if (in.readNBytes(packet, HEADER_BYTES, length) < length) {
            throw new EOFException();
        }
        return packet;
    }

    static String statement(byte[] packet) {
        int text = HEADER_BYTES + 1;
        if (packet.length <= text || packet[3] != 0 || packet[HEADER_BYTES] != COM_QUERY) {
            return "";
        }
        if (packet[text] == 0) {
            text += 2;
        }
        return new String(packet, text, packet.length - text, StandardCharsets.UTF_8);
    }
}
