// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin;

import io.holdfast.coordinator.port.SearchPosition;
import io.holdfast.coordinator.port.TransactionFilter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;

/** A search's position as text: opaque to whoever gets it, and of use for the same search only. */
final class CursorCodec {
    private static final byte VERSION = 1;
    private static final int HEAD_BYTES = 1 + Long.BYTES;
    private static final int LANE_BYTES = 1 + Long.BYTES;

    private CursorCodec() {}

    static String write(SearchPosition position, TransactionFilter filter) {
        ByteBuffer out =
                ByteBuffer.allocate(HEAD_BYTES + LANE_BYTES * position.below().size());
        out.put(VERSION).putLong(digest(filter));
        position.below().forEach((lane, below) -> out.put(lane.byteValue()).putLong(below));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out.array());
    }

    /** @throws AdminProblem if it is none, or another search's */
    static SearchPosition read(String cursor, TransactionFilter filter) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException garbage) {
            throw invalid("it is not one that was given out");
        }
        if (bytes.length < HEAD_BYTES + LANE_BYTES || (bytes.length - HEAD_BYTES) % LANE_BYTES != 0) {
            throw invalid("it is not one that was given out");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.get() != VERSION || in.getLong() != digest(filter)) {
            throw invalid("it belongs to another search");
        }
        SortedMap<Integer, Long> below = new TreeMap<>();
        while (in.hasRemaining()) {
            int lane = in.get() & 0xff;
            long id = in.getLong();
            if (id >>> 55 != lane || below.put(lane, id) != null) {
                throw invalid("it is not one that was given out");
            }
        }
        return new SearchPosition(below);
    }

    private static AdminProblem invalid(String message) {
        return AdminProblem.invalid("cursor", message, "leave it out to begin anew");
    }

    private static long digest(TransactionFilter filter) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(filter.toString().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // Every JDK has it.
        }
    }
}
