// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients.driver;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The main class of a whole Seata application in a process of its own: caller and participants at once. It does what its
 * standard input says, line by line and as many at once as are asked, and answers on its standard output; other processes
 * may ask through the loopback port that its first line of output names. {@link Line} says what the lines look like.
 *
 * <p>Arguments: application id, transaction service group, then resource ids. The end of the input ends the process.
 *
 * <p>The same source is compiled against each client version under test, so this package uses nothing but the JDK and
 * what all those clients have.
 */
public final class ClientProgram {
    private final SeataApplication application;
    private final ExecutorService workers = Executors.newCachedThreadPool();

    private ClientProgram(SeataApplication application) {
        this.application = application;
    }

    public static void main(String[] args) throws IOException {
        OutputStream out = System.out;
        System.setOut(System.err);
        SeataApplication application = new SeataApplication(args[0], args[1]);
        for (String resource : List.of(args).subList(2, args.length)) {
            application.addResource(resource);
        }
        ClientProgram program = new ClientProgram(application);
        ServerSocket peers = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        program.workers.execute(() -> program.servePeers(peers));
        out.write((Line.of("0", List.of("ok", String.valueOf(peers.getLocalPort()))) + "\n")
                .getBytes(StandardCharsets.UTF_8));
        out.flush();
        program.serve(System.in, out);
        // The clients' own shutdown takes seconds and tells the coordinator nothing that the closed sockets do not.
        Runtime.getRuntime().halt(0);
    }

    private void servePeers(ServerSocket peers) {
        while (true) {
            try {
                Socket peer = peers.accept();
                workers.execute(() -> servePeer(peer));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void servePeer(Socket peer) {
        try (peer) {
            serve(peer.getInputStream(), peer.getOutputStream());
        } catch (IOException e) {
            System.err.println("a peer has gone: " + e);
        }
    }

    private void serve(InputStream in, OutputStream out) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        PrintStream answers = new PrintStream(out, true, StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            List<String> fields = Line.fields(line);
            workers.execute(() -> answers.println(obey(fields)));
        }
    }

    private String obey(List<String> fields) {
        List<String> answer = new ArrayList<>();
        try {
            List<String> values = application.obey(fields.get(1), fields.subList(2, fields.size()));
            answer.add("ok");
            answer.addAll(values);
        } catch (Throwable thrown) {
            answer.add("threw");
            answer.add(thrown.getClass().getSimpleName());
            answer.add(SeataApplication.codeOf(thrown));
            answer.add(SeataApplication.messagesOf(thrown));
        }
        return Line.of(fields.get(0), answer);
    }
}
