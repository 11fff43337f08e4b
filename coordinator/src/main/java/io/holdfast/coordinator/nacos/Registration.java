// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.nacos;

import com.alibaba.nacos.api.exception.NacosException;
import com.alibaba.nacos.api.naming.NamingFactory;
import com.alibaba.nacos.api.naming.NamingService;
import com.alibaba.nacos.api.naming.pojo.Instance;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This coordinator's entry in Nacos, for as long as it serves. Owns a thread, so that a Nacos that does not answer holds
 * nothing up: it is asked again until it does. What was entered once, Nacos's own client enters again after its connection
 * was lost. The entry is ephemeral: when this process dies, it goes with the connection.
 *
 * <p>{@link #start} and {@link #leave} are called once each, in this order.
 */
public final class Registration {
    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
    private static final long POLL_MILLIS = 50;
    private static final long RETRY_MILLIS = 1000;
    private static final long LEAVE_MILLIS = 5000;

    private final RegistrySettings settings;
    private final Instance entry = new Instance();
    private final BooleanSupplier ready;
    private final CountDownLatch leaving = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "holdfast-registry");
    private boolean connected;
    private volatile boolean left;

    /**
     * @param ip what clients connect to
     * @param ready whether requests would be served; asked until it says so
     */
    public Registration(RegistrySettings settings, String ip, int port, BooleanSupplier ready) {
        this.settings = settings;
        this.ready = ready;
        entry.setIp(ip);
        entry.setPort(port);
        entry.setClusterName(settings.cluster());
        entry.setEphemeral(true);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        NamingService nacos = null;
        try {
            while (!ready.getAsBoolean()) {
                if (leaving.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            nacos = NamingFactory.createNamingService(settings.access().toProperties());
            if (enter(nacos)) {
                stay(nacos);
                remove(nacos);
            }
        } catch (NacosException failure) {
            LOG.error("Clients cannot find this coordinator by Nacos: {}", failure.getMessage());
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        } finally {
            close(nacos);
        }
    }

    /** @return false if this coordinator stops before it has come to that */
    private boolean enter(NamingService nacos) throws InterruptedException {
        String trouble = "";
        while (leaving.getCount() > 0) {
            try {
                nacos.registerInstance(settings.service(), settings.group(), entry);
                connected = true;
                LOG.info("Clients find {}:{} in Nacos ({}) as {}", entry.getIp(), entry.getPort(), place(), what());
                return true;
            } catch (NacosException failure) {
                if (!trouble.equals(failure.getErrMsg())) {
                    trouble = failure.getErrMsg();
                    LOG.warn("Clients do not find this coordinator yet, Nacos ({}) says: {}", place(), trouble);
                }
            }
            leaving.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
        return false;
    }

    private void stay(NamingService nacos) throws InterruptedException {
        while (!leaving.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
            boolean now = nacos.getServerStatus().equals("UP");
            if (connected && !now) {
                LOG.warn("Nacos ({}) does not answer: this coordinator goes on, and enters itself again", place());
            } else if (!connected && now) {
                LOG.info("Nacos ({}) answers again", place());
            }
            connected = now;
        }
    }

    private void remove(NamingService nacos) {
        try {
            nacos.deregisterInstance(settings.service(), settings.group(), entry);
            left = connected;
        } catch (NacosException failure) {
            LOG.warn("Nacos ({}) still lists this coordinator: {}", place(), failure.getErrMsg());
        }
    }

    private static void close(NamingService nacos) {
        try {
            if (nacos != null) {
                nacos.shutDown();
            }
        } catch (NacosException failure) {
            LOG.debug("Nacos's client does not end", failure);
        }
    }

    private NacosAccess place() {
        return settings.access();
    }

    private String what() {
        return settings.service() + " of group " + settings.group() + ", cluster " + settings.cluster();
    }

    /**
     * Takes the entry away, and then waits while clients turn to other coordinators: they must be served as before until this
     * returns. Does not wait if Nacos could not tell them.
     */
    public void leave() {
        leaving.countDown();
        try {
            thread.join(LEAVE_MILLIS);
            if (left) {
                LOG.info(
                        "Left Nacos; serving on for {} ms, until clients know",
                        settings.grace().toMillis());
                TimeUnit.MILLISECONDS.sleep(settings.grace().toMillis());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
