// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.broken.engine;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

final class Sins {
    private Sins() {}

    static final class Innocent {
        long sum(long... values) {
            return Math.max(values.length, Set.class.hashCode());
        }
    }

    static final class ReadsTheClock {
        long now() {
            return System.nanoTime();
        }
    }

    static final class AsksForTheInstant {
        Instant now() {
            return Instant.now();
        }
    }

    static final class DrawsUuids {
        String id() {
            return UUID.randomUUID().toString();
        }
    }

    static final class DrawsLots {
        double lot() {
            return Math.random();
        }
    }

    static final class Hashes {
        Map<String, String> map() {
            return new HashMap<>();
        }
    }

    static final class IsConcurrent {
        int count() {
            return new AtomicInteger().get();
        }
    }

    static final class Logs {
        void log() {
            LoggerFactory.getLogger(Logs.class).info("no");
        }
    }

    static final class StartsThreads {
        void start() {
            new Thread(() -> {}).start();
        }
    }

    static final class HasRandomOrder {
        Set<String> names() {
            return Set.of("a", "b");
        }
    }

    record Settings(Set<String> serialNames) {}

    static final class IteratesSerialNames {
        String first(Settings settings) {
            return settings.serialNames().iterator().next();
        }
    }
}
