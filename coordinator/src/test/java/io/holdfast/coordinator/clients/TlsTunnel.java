// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/** What stands beside a client that speaks no TLS: a port on loopback that passes everything on to one that does. */
final class TlsTunnel implements AutoCloseable {
    private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final SSLContext ssl;
    private final int exit;

    TlsTunnel(SSLContext ssl, int exit) throws IOException {
        this.ssl = ssl;
        this.exit = exit;
        run(this::accept);
    }

    String address() {
        return "127.0.0.1:" + entrance.getLocalPort();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // the end of this connection, or of the tunnel
                    }
                },
                "tunnel");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket plain = entrance.accept();
            Socket secure = ssl.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), exit);
            sockets.add(plain);
            sockets.add(secure);
            run(() -> pump(plain, secure));
            run(() -> pump(secure, plain));
        }
    }

    private static void pump(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
