// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients.driver;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Another {@link ClientProgram} as the participant of a transaction begun here. For one thread. */
final class Peer {
    private final BufferedReader answers;
    private final PrintStream commands;

    Peer(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        commands = new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /** Asks for a Try. @throws IllegalStateException if it did not end well */
    void freeze(String xid, String account, int amount) throws IOException {
        commands.println(Line.of("1", List.of("freeze", xid, account, String.valueOf(amount))));
        List<String> answer = Line.fields(answers.readLine());
        if (!answer.get(1).equals("ok")) {
            throw new IllegalStateException("Try elsewhere failed: " + answer);
        }
    }
}
