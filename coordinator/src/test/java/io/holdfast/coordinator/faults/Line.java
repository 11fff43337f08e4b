// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.faults;

import io.holdfast.coordinator.call.RawServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * Passes connections on to a server of this machine, and breaks them as networks do: both ends hear that a connection has
 * ended (cut), or neither hears anything any more (lost), at a moment that the test chooses; or a direction as a whole
 * carries nothing for a while, and then, as TCP does, everything that was sent meanwhile.
 *
 * <p>Owns a thread or two for each connection. Safe for any thread.
 */
public final class Line implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;

    /** A direction, as seen by whoever connects. */
    public enum Way {
        THERE,
        BACK
    }

    /** What happens to a connection at a piece of what is sent over it. */
    public enum Strike {
        NONE,
        CUT_BEFORE,
        CUT_WITHIN,
        /** The server has acted on it and answers, and the answer is not passed on. */
        CUT_AFTER,
        LOST_BEFORE,
        LOST_WITHIN,
        LOST_AFTER;

        boolean isSilent() {
            return this == LOST_BEFORE || this == LOST_WITHIN || this == LOST_AFTER;
        }

        private int reaches(int length) {
            return switch (this) {
                case CUT_BEFORE, LOST_BEFORE -> 0;
                case CUT_WITHIN, LOST_WITHIN -> length / 2;
                default -> length;
            };
        }
    }

    /** How the stream to the server is taken apart. */
    interface Pieces {
        /** Null at the end. */
        byte[] next(InputStream in) throws IOException;
    }

    private final int target;
    private final Pieces pieces;
    private final Function<byte[], Strike> fate;
    private final RawServer server;
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final Set<Way> held = EnumSet.noneOf(Way.class);
    private Duration delay = Duration.ZERO;
    private boolean refusing;
    private boolean closed;

    Line(int target, Pieces pieces, Function<byte[], Strike> fate) {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), target, pieces, fate);
    }

    private Line(InetSocketAddress at, int target, Pieces pieces, Function<byte[], Strike> fate) {
        this.target = target;
        this.pieces = pieces;
        this.fate = fate;
        this.server = new RawServer(at, this::serve);
    }

    /** @param target the port that connections are passed on to; nobody needs to listen there yet */
    public static Line to(int target) {
        return new Line(target, Line::whatIsThere, piece -> Strike.NONE);
    }

    /**
     * A line that has the same port as the server, on another address: who is told the server's own port, and that
     * address, comes this way.
     *
     * @param host an address of this machine, such as 127.0.0.2, that the server itself does not listen on
     */
    public static Line of(String host, int port) {
        return new Line(new InetSocketAddress(host, port), port, Line::whatIsThere, piece -> Strike.NONE);
    }

    private static byte[] whatIsThere(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        int length = in.read(buffer);
        return length < 0 ? null : Arrays.copyOf(buffer, length);
    }

    public int port() {
        return server.port();
    }

    /** From now on nothing arrives that way, until {@link #heal}; neither does the end of a connection. */
    public synchronized void hold(Way... ways) {
        held.addAll(List.of(ways));
    }

    /** From now on everything takes so much longer, that way and back. */
    public synchronized void slowDown(Duration by) {
        delay = by;
    }

    /** From now on no new connection is taken. */
    public synchronized void refuse() {
        refusing = true;
    }

    /** From now on everything arrives again, what was held first. */
    public synchronized void heal() {
        held.clear();
        refusing = false;
        delay = Duration.ZERO;
        notifyAll();
    }

    /** Ends all connections that there are; both ends hear of it. */
    public void cut() {
        connections.forEach(Connection::cut);
    }

    private synchronized void awaitOpen(Way way) throws IOException {
        try {
            long until = System.nanoTime() + delay.toNanos();
            long left = delay.toMillis();
            while ((left > 0 || held.contains(way)) && !closed) {
                wait(Math.max(0, left)); // 0: until something changes
                left = (until - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private synchronized boolean isRefusing() {
        return refusing;
    }

    private void serve(Socket near) throws IOException {
        if (isRefusing()) {
            near.close();
            return;
        }
        awaitOpen(Way.THERE);
        Socket far = reached(near);
        if (far != null) {
            Connection connection = new Connection(near, far);
            connections.add(connection);
            connection.pass();
        }
    }

    /** Null if nobody listens there. */
    private Socket reached(Socket near) throws IOException {
        near.setTcpNoDelay(true);
        try {
            Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
            far.setTcpNoDelay(true);
            return far;
        } catch (IOException refused) {
            near.close();
            return null;
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        server.close();
        cut();
    }

    private final class Connection {
        private final Socket near;
        private final Socket far;
        private volatile boolean answersAreCut;
        private volatile boolean lost;

        Connection(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        void pass() {
            Thread back = new Thread(this::passBack, "line-back");
            back.setDaemon(true);
            back.start();
            passThere();
        }

        private void passThere() {
            try {
                InputStream in = near.getInputStream();
                OutputStream out = far.getOutputStream();
                for (byte[] piece = pieces.next(in); piece != null && !lost; piece = pieces.next(in)) {
                    Strike strike = fate.apply(piece);
                    awaitOpen(Way.THERE);
                    lost = strike.isSilent();
                    answersAreCut = strike == Strike.CUT_AFTER;
                    out.write(piece, 0, strike.reaches(piece.length));
                    if (strike == Strike.CUT_BEFORE || strike == Strike.CUT_WITHIN) {
                        cut();
                    }
                }
                awaitOpen(Way.THERE);
            } catch (IOException ended) {
                // One of the two has closed it: who reads from it hears of it there.
            }
            if (!lost) {
                close(far);
            }
        }

        private void passBack() {
            byte[] buffer = new byte[BUFFER_BYTES];
            try {
                InputStream in = far.getInputStream();
                OutputStream out = near.getOutputStream();
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    if (answersAreCut) {
                        break;
                    }
                    awaitOpen(Way.BACK);
                    if (!lost) {
                        out.write(buffer, 0, length);
                    }
                }
                awaitOpen(Way.BACK);
            } catch (IOException ended) {
                // The same.
            }
            if (!lost) {
                close(near);
            }
        }

        void cut() {
            close(near);
            close(far);
        }

        private void close(Socket socket) {
            try {
                socket.close();
            } catch (IOException alreadyBroken) {
                // Then it is closed.
            }
        }
    }
}
