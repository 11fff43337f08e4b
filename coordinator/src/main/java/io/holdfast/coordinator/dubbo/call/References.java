// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.call;

import io.holdfast.coordinator.call.ParticipantsSettings;
import io.holdfast.coordinator.call.Unreachable;
import io.holdfast.coordinator.dubbo.DubboApplication;
import io.holdfast.coordinator.model.Endpoint;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.config.RegistryConfig;
import org.apache.dubbo.rpc.model.ApplicationModel;
import org.apache.dubbo.rpc.service.GenericService;

/** Makes Dubbo's references to one service. Immutable. */
final class References {
    /** The largest answer that is read. */
    private static final int MAX_ANSWER_BYTES = 1 << 20;

    private final DubboApplication dubbo;
    private final ParticipantsSettings settings;
    private final Endpoint.Dubbo endpoint;

    References(DubboApplication dubbo, ParticipantsSettings settings, Endpoint.Dubbo endpoint) {
        this.dubbo = dubbo;
        this.settings = settings;
        this.endpoint = endpoint;
    }

    String participant() {
        return endpoint.participant();
    }

    /** How long a connection may take to come about. */
    long connectNanos() {
        return settings.connectTimeout().toNanos();
    }

    /**
     * Connects. Blocks.
     *
     * @throws Unreachable if nobody can be reached; nothing is left behind then
     */
    ReferenceConfig<GenericService> open() throws Unreachable {
        String url = endpoint.url() == null ? null : reachable(DubboWire.uri(endpoint));
        try (DubboApplication.Change change = dubbo.change()) {
            return connected(change.model(), url);
        }
    }

    /** Destroys what {@link #open} made. */
    void close(ReferenceConfig<GenericService> reference) {
        DubboApplication.Change change;
        try {
            change = dubbo.change();
        } catch (IllegalStateException ended) {
            return; // And with it, all references.
        }
        try {
            reference.destroy();
        } finally {
            change.close();
        }
    }

    private ReferenceConfig<GenericService> connected(ApplicationModel application, String url) throws Unreachable {
        ReferenceConfig<GenericService> reference = new ReferenceConfig<>(application.getDefaultModule());
        reference.setInterface(endpoint.service());
        reference.setGroup(endpoint.group());
        reference.setVersion(endpoint.version());
        reference.setGeneric("true");
        reference.setRetries(0);
        reference.setScope("remote");
        reference.setParameters(Map.of(
                "connect.timeout", Long.toString(settings.connectTimeout().toMillis()),
                "payload", Integer.toString(MAX_ANSWER_BYTES),
                "threadpool", InPlace.NAME));
        if (url != null) {
            // Checked, so that a failure leaves no client behind that goes on trying.
            reference.setUrl(url);
            reference.setCheck(true);
        } else {
            reference.setRegistry(registry(application));
            reference.setCheck(false);
        }
        try {
            reference.get();
        } catch (RuntimeException failure) {
            reference.destroy();
            throw new Unreachable("cannot connect to " + participant() + ": " + innermost(failure), failure);
        }
        return reference;
    }

    private RegistryConfig registry(ApplicationModel application) {
        RegistryConfig registry = new RegistryConfig(application, settings.registry());
        registry.setRegister(false);
        registry.setCheck(false);
        registry.setUseAsConfigCenter(false);
        return registry;
    }

    /**
     * Dubbo connects to all addresses one after another, or nearly so: who cannot be reached at all is told apart before.
     *
     * @return the address for Dubbo
     * @throws Unreachable with a text that says more than Dubbo's
     */
    private String reachable(URI uri) throws Unreachable {
        InetAddress address;
        try {
            address = InetAddress.getByName(uri.getHost());
        } catch (UnknownHostException unknown) {
            throw new Unreachable("not called: unknown host " + uri.getHost(), unknown);
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, uri.getPort()), (int)
                    settings.connectTimeout().toMillis());
        } catch (IOException failure) {
            throw new Unreachable(
                    "cannot connect to " + uri.getHost() + ':' + uri.getPort() + ": " + failure.getMessage(), failure);
        }
        return uri.getScheme().toLowerCase(Locale.ROOT) + "://" + host(uri, address) + ':' + uri.getPort();
    }

    /** Dubbo takes 127.0.0.1 for "the address that others see", but not the same written as one number. */
    private static String host(URI uri, InetAddress address) {
        return address.isLoopbackAddress() && address instanceof Inet4Address
                ? Integer.toUnsignedString(ByteBuffer.wrap(address.getAddress()).getInt())
                : uri.getHost();
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return message.replaceAll("\\(url: [^)]*\\)", "");
    }
}
