// SPDX-License-Identifier: Apache-2.0
package io.holdfast.testkit;

import java.util.Map;
import org.apache.seata.common.ConfigurationKeys;
import org.apache.seata.common.Constants;
import org.apache.seata.common.DefaultValues;
import org.apache.seata.common.holder.ObjectHolder;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Seata's classes do not load where nobody says from where they are configured, though what an action needs of them has no
 * settings worth a word. An application says so itself; this is for objects that have none around them.
 */
final class SeataOnItsOwn {

    private SeataOnItsOwn() {}

    /** Leaves alone what is there already. */
    static void settle() {
        if (SeataOnItsOwn.class.getClassLoader().getResource("registry.conf") == null
                && System.getProperty("config.type") == null) {
            System.setProperty("config.type", "file");
            System.setProperty("config.file.name", "file.conf");
        }
        // Where Seata's starter is on the class path, it asks the environment of an application.
        String key = Constants.OBJECT_KEY_SPRING_CONFIGURABLE_ENVIRONMENT;
        if (ObjectHolder.INSTANCE.getObject(key) == null) {
            StandardEnvironment environment = new StandardEnvironment();
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource(
                            "holdfast-testkit",
                            Map.of(
                                    "seata." + ConfigurationKeys.TCC_BUSINESS_ACTION_CONTEXT_JSON_PARSER_NAME,
                                    DefaultValues.DEFAULT_TCC_BUSINESS_ACTION_CONTEXT_JSON_PARSER)));
            ObjectHolder.INSTANCE.setObject(key, environment);
        }
    }
}
