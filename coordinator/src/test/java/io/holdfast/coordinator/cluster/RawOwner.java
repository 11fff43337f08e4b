// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Listens where a coordinator should, and does to each connection, one after the other, what the test says. */
final class RawOwner implements AutoCloseable {
    /** What is done to a connection. It stays open. */
    interface Script {
        void play(RawPeer peer) throws IOException;
    }

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Queue<Long> connectedNanos = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Thread thread;

    RawOwner(Script script) throws IOException {
        thread = new Thread(() -> run(script), "raw-owner");
        thread.start();
    }

    private void run(Script script) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                connectedNanos.add(System.nanoTime());
                sockets.add(socket);
                script.play(new RawPeer(socket));
            } catch (IOException | BadFrame over) {
                // the next one, or the end
            }
        }
    }

    String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /** When, by the clock of {@link System#nanoTime}, somebody connected. */
    Queue<Long> connectedNanos() {
        return connectedNanos;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
