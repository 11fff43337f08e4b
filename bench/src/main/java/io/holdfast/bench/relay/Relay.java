// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.relay;

import io.holdfast.bench.process.Daemons;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes connections on to another port of this machine, and counts the messages in both directions. Owns a thread for
 * taking connections and two for each; safe for any thread.
 */
public final class Relay implements Closeable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final ServerSocket server;
    private final int target;
    private final Traffic traffic;
    private final AtomicLong messages = new AtomicLong();

    private Relay(ServerSocket server, int target, Traffic traffic) {
        this.server = server;
        this.target = target;
        this.traffic = traffic;
    }

    /** @param target the port that connections are passed on to; nobody needs to listen there yet */
    public static Relay to(int target, Traffic traffic) throws IOException {
        Relay relay = new Relay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target, traffic);
        Daemons.named("relay").newThread(relay::accept).start();
        return relay;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** In both directions, since the start. */
    public long messages() {
        return messages.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                Socket far = connect(near);
                if (far != null) {
                    Daemons.named("relay-there")
                            .newThread(() -> pass(near, far))
                            .start();
                    Daemons.named("relay-back").newThread(() -> pass(far, near)).start();
                }
            }
        } catch (IOException closed) {
            // The relay was closed.
        }
    }

    /** Null if nobody listens there: then the near side is closed, as it would have been by the machine. */
    private Socket connect(Socket near) throws IOException {
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

    private void pass(Socket from, Socket to) {
        FrameCounter counter = traffic.counter();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                // Counted before it is passed on, so that nobody has a message that is not counted yet.
                messages.addAndGet(counter.feed(buffer, length));
                out.write(buffer, 0, length);
            }
        } catch (IOException ended) {
            // One side is gone; closing tells the other.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
