// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.admin;

import io.holdfast.coordinator.port.LogFailure;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * {@code /api/v1/live/stream}: the live figures once a second, to however many follow them, counted once. Owns the thread
 * that sends them. A follower that does not read holds up the others only when the buffers are full, after minutes, and only
 * until the server gives it up. Ends before the web server does, which would wait for its followers.
 */
@RestController
public final class LiveStream implements SmartLifecycle {
    private static final int MOST_FOLLOWERS = 100;

    private final NodeController figures;
    private final Set<SseEmitter> followers = ConcurrentHashMap.newKeySet();
    private ScheduledExecutorService sender;
    private volatile boolean running;

    public LiveStream(NodeController figures) {
        this.figures = figures;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // It ends with the sender.
    public void start() {
        sender = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "holdfast-live");
            thread.setDaemon(true);
            return thread;
        });
        sender.scheduleWithFixedDelay(this::send, 1, 1, TimeUnit.SECONDS);
        running = true;
    }

    @GetMapping(path = "/api/v1/live/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter follow() {
        if (!running || followers.size() >= MOST_FOLLOWERS) {
            throw new AdminProblem(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "BUSY",
                    null,
                    running
                            ? MOST_FOLLOWERS + " others follow the live figures"
                            : "the coordinator is starting or stopping",
                    "ask /api/v1/live instead");
        }
        SseEmitter follower = new SseEmitter(0L);
        followers.add(follower);
        follower.onCompletion(() -> followers.remove(follower));
        follower.onError(gone -> followers.remove(follower));
        follower.onTimeout(() -> followers.remove(follower));
        return follower;
    }

    private void send() {
        if (followers.isEmpty()) {
            return;
        }
        String name = "live";
        Object data;
        try {
            data = figures.live();
        } catch (LogFailure failure) {
            name = "problem";
            data = AdminProblems.view(failure);
        }
        for (SseEmitter follower : followers) {
            send(follower, name, data);
        }
    }

    private void send(SseEmitter follower, String name, Object data) {
        try {
            follower.send(SseEmitter.event().name(name).data(data, MediaType.APPLICATION_JSON));
        } catch (IOException | IllegalStateException gone) {
            followers.remove(follower);
        }
    }

    @Override
    public void stop() {
        running = false;
        sender.shutdownNow();
        followers.forEach(SseEmitter::complete);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
