// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.relay;

import io.holdfast.bench.process.Daemons;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Accepts connections, reads whatever comes, and never answers. Owns a thread, and one for each connection. */
public final class BlackHole implements Closeable {
    private final ServerSocket server;

    private BlackHole(ServerSocket server) {
        this.server = server;
    }

    public static BlackHole open() throws IOException {
        BlackHole hole = new BlackHole(new ServerSocket(0, 1000, InetAddress.getLoopbackAddress()));
        Daemons.named("black-hole").newThread(hole::accept).start();
        return hole;
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket caller = server.accept();
                Daemons.named("black-hole-reader")
                        .newThread(() -> swallow(caller))
                        .start();
            }
        } catch (IOException closed) {
            // It was closed.
        }
    }

    private static void swallow(Socket caller) {
        byte[] buffer = new byte[4096];
        try (caller) {
            while (caller.getInputStream().read(buffer) >= 0) {
                // Nothing comes of it.
            }
        } catch (IOException gone) {
            // The caller is.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
