// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.call;

import io.holdfast.coordinator.model.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Accepts connections, and does with each what the test wants. */
public final class RawServer implements AutoCloseable {
    /** What is done with a connection, in a thread of its own. */
    public interface Behaviour {
        void on(Socket socket) throws IOException;
    }

    private final ServerSocket listening;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    public RawServer(Behaviour behaviour) {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), behaviour);
    }

    public RawServer(InetSocketAddress at, Behaviour behaviour) {
        try {
            listening = new ServerSocket(at.getPort(), 1000, at.getAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(() -> {
            while (true) {
                Socket socket = listening.accept();
                sockets.add(socket);
                start(() -> behaviour.on(socket));
            }
        });
    }

    /** Takes every connection and never says a word. */
    public static RawServer hung() {
        return new RawServer(socket -> {});
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void start(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException ended) {
                // Closed by either side.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listening.getLocalPort();
    }

    public int connections() {
        return sockets.size();
    }

    public Endpoint.Http http() {
        String base = "http://127.0.0.1:" + port() + "/";
        return new Endpoint.Http(base + "try", base + "confirm", base + "cancel");
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
