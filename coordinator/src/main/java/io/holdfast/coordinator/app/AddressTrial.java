// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.seata.AddressProbe.Finding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Function;

/**
 * Finds out where an address leads while no coordinator runs: listens for a moment where it would, and sees whether what is
 * sent to the address arrives. Whoever else comes in that moment is hung up on, as before. For one thread.
 */
final class AddressTrial implements Function<InetSocketAddress, Finding> {
    private static final int TIMEOUT_MILLIS = 3000;

    private final String host;
    private final int port;

    /** @param host what the coordinator would listen on */
    AddressTrial(String host, int port) {
        this.host = host;
        this.port = port;
    }

    @Override
    public Finding apply(InetSocketAddress address) {
        try (ServerSocket here = new ServerSocket()) {
            here.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            here.setSoTimeout(TIMEOUT_MILLIS);
            return send(address, here);
        } catch (IOException cannotListen) {
            return Finding.NOWHERE; // said of the port
        }
    }

    private static Finding send(InetSocketAddress address, ServerSocket here) {
        byte[] token = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        try (Socket there = new Socket()) {
            there.connect(address, TIMEOUT_MILLIS);
            there.getOutputStream().write(token);
            while (true) {
                try (Socket came = here.accept()) {
                    came.setSoTimeout(TIMEOUT_MILLIS);
                    if (Arrays.equals(came.getInputStream().readNBytes(token.length), token)) {
                        return Finding.HERE;
                    }
                } catch (SocketTimeoutException nobodyCame) {
                    return Finding.SOMETHING_ELSE;
                }
            }
        } catch (IOException nobody) {
            return Finding.NOWHERE;
        }
    }
}
