// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings from keys and values, bound as Spring Boot binds them at start. */
final class Settings {
    private Settings() {}

    /** @param keysAndValues in turn; those of Holdfast with their prefix */
    static HoldfastSettings of(String... keysAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate(
                        "holdfast",
                        Bindable.of(HoldfastSettings.class),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT, source -> true));
    }
}
