// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.File;

/** How much room the embedded log takes, and has; a log on a server is that one's to watch. Stateless. */
final class DiskMeters implements MeterBinder {
    private final HoldfastSettings settings;

    DiskMeters(HoldfastSettings settings) {
        this.settings = settings;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        if (!settings.log().url().isEmpty()) {
            return;
        }
        File directory = settings.dataDir().toFile();
        Gauge.builder("holdfast.log.size", directory, DiskMeters::logBytes)
                .description("The embedded log's files")
                .baseUnit("bytes")
                .strongReference(true)
                .register(registry);
        Gauge.builder("holdfast.log.disk.free", directory, File::getUsableSpace)
                .description("Free where the embedded log is")
                .baseUnit("bytes")
                .strongReference(true)
                .register(registry);
    }

    private static long logBytes(File directory) {
        return new File(directory, "holdfast.db").length() + new File(directory, "holdfast.db-wal").length();
    }
}
