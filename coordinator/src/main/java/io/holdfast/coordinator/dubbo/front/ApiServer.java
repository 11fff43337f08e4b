// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import io.holdfast.api.SubmissionRules;
import io.holdfast.api.Transactions;
import io.holdfast.coordinator.dubbo.DubboApplication;
import io.holdfast.coordinator.port.ApiEntry;
import io.holdfast.coordinator.port.Coordinator;
import io.holdfast.coordinator.port.Traces;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.dubbo.config.ProtocolConfig;
import org.apache.dubbo.config.ServiceConfig;
import org.apache.dubbo.config.nested.TripleConfig;
import org.apache.dubbo.rpc.model.ApplicationModel;

/**
 * The API's port: Dubbo Triple.
 */
public final class ApiServer implements AutoCloseable {
    private final ApiSettings settings;
    private final ScheduledThreadPoolExecutor executor;
    private final ApiJson json;
    private final ApiRequests requests;
    private final ApiEntry entry;
    private final ApiCertificate certificate;
    private final ApiCounters counters = new ApiCounters();
    private final DubboApplication dubbo;

    /** Whose callers nobody follows. */
    public ApiServer(
            ApiSettings settings,
            int maxBranches,
            int maxArgumentsChars,
            Coordinator coordinator,
            ApiEntry entry,
            ApiCertificate certificate,
            DubboApplication dubbo) {
        this(settings, maxBranches, maxArgumentsChars, coordinator, entry, certificate, dubbo, Traces.NONE);
    }

    /**
     * @param maxBranches of one transaction
     * @param maxArgumentsChars of one branch, as JSON
     * @param entry asked about every call, if the settings say so
     * @param certificate null: the port speaks no TLS
     * @param dubbo whoever made it closes it, after this
     */
    public ApiServer(
            ApiSettings settings,
            int maxBranches,
            int maxArgumentsChars,
            Coordinator coordinator,
            ApiEntry entry,
            ApiCertificate certificate,
            DubboApplication dubbo,
            Traces traces) {
        this.settings = settings;
        this.certificate = certificate;
        this.entry = entry;
        this.dubbo = dubbo;
        this.executor = new ScheduledThreadPoolExecutor(2, task -> {
            Thread thread = new Thread(task, "holdfast-api");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        this.json = new ApiJson();
        this.requests = new ApiRequests(
                settings,
                new SubmissionRules(maxBranches),
                new ModelMapping(json, maxArgumentsChars),
                coordinator,
                executor,
                traces);
    }

    public ApiCounters counters() {
        return counters;
    }

    /** @throws IOException if the port cannot be had; the message says what to do */
    public void start() throws IOException {
        if (!settings.enabled()) {
            return;
        }
        try {
            listen();
        } catch (RuntimeException failure) { // Dubbo says it by whatever it has at hand
            throw new IOException(
                    "Cannot listen for the API on " + settings.host() + ":" + settings.port() + " (" + rootOf(failure)
                            + "): stop whatever uses it, or set holdfast.api.port or holdfast.api.host",
                    failure);
        }
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }

    private void listen() {
        try (DubboApplication.Change change = dubbo.change()) {
            ApplicationModel application = change.model();
            ProtocolConfig protocol = protocol(application);
            application.getBeanFactory().registerBean(entry); // where the gates find them
            if (certificate != null) {
                application.getBeanFactory().registerBean(certificate);
            }
            export(application, protocol, HttpTransactions.class, new HttpFront(requests, json, counters));
            export(application, protocol, Transactions.class, new DubboFront(requests, counters));
            export(application, protocol, GrpcTransactions.class, new GrpcFront(requests, json, counters));
        }
    }

    private ProtocolConfig protocol(ApplicationModel application) {
        ProtocolConfig protocol = new ProtocolConfig(application, "tri");
        protocol.setHost(bindable(settings.address()));
        protocol.setPort(settings.port());
        protocol.setThreadpool("fixed");
        protocol.setThreads(settings.threads());
        protocol.setQueues(settings.maxWaiting());
        protocol.setAccepts(settings.maxConnections());
        TripleConfig triple = new TripleConfig();
        triple.setMaxBodySize(settings.maxRequestBytes());
        triple.setMaxChunkSize(settings.maxRequestBytes());
        triple.setMaxConcurrentStreams(1024);
        protocol.setTriple(triple);
        application.getApplicationConfigManager().addProtocol(protocol); // where Triple looks for its limits
        return protocol;
    }

    /** Dubbo takes 127.0.0.1 for "any address", but not the same written as one number. */
    private static String bindable(InetAddress address) {
        if (address.isLoopbackAddress() && address instanceof Inet4Address) {
            long number = 0;
            for (byte part : address.getAddress()) {
                number = number << 8 | (part & 0xff);
            }
            return Long.toString(number);
        }
        return address.getHostAddress();
    }

    private <T> void export(ApplicationModel application, ProtocolConfig protocol, Class<T> type, T service) {
        ServiceConfig<T> config = new ServiceConfig<>(application.getDefaultModule());
        config.setInterface(type);
        config.setRef(service);
        config.setProtocols(List.of(protocol));
        config.setRegister(false);
        config.setScope("remote");
        if (settings.requireTokens()) {
            config.setFilter(TokenGate.NAME);
        }
        config.export();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
