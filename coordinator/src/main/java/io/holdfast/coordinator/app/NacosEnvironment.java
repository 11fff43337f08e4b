// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.nacos.ConfigDocument;
import io.holdfast.coordinator.nacos.ConfigSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

/**
 * Reads settings from a document in Nacos, once, at start, if {@code holdfast.config.url} says so. They count less than the
 * command line and the environment, and more than files.
 */
final class NacosEnvironment implements EnvironmentPostProcessor, Ordered {
    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 1; // the address may stand in a file
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        String url = environment.getProperty("holdfast.config.url", "");
        if (url.isBlank()) {
            return;
        }
        // Logging is not set up yet, and Nacos's client says much about what the message of a failure says shortly.
        LoggingSystem.get(getClass().getClassLoader()).setLogLevel("com.alibaba.nacos", LogLevel.OFF);
        try {
            ConfigDocument document = new ConfigSettings(
                            url,
                            environment.getProperty("holdfast.config.username"),
                            environment.getProperty("holdfast.config.password"))
                    .document();
            String after = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
            for (PropertySource<?> source : sources(document)) {
                environment.getPropertySources().addAfter(after, source);
                after = source.getName();
            }
        } catch (IllegalArgumentException | IOException failure) {
            throw new StartRefused(failure.getMessage(), failure);
        }
    }

    private static List<PropertySource<?>> sources(ConfigDocument document) throws IOException {
        boolean yaml = document.dataId().matches(".*\\.ya?ml");
        PropertySourceLoader loader = yaml ? new YamlPropertySourceLoader() : new PropertiesPropertySourceLoader();
        byte[] text = document.read().getBytes(StandardCharsets.UTF_8);
        try {
            List<PropertySource<?>> parts =
                    loader.load(document.toString(), new ByteArrayResource(text, document.toString()));
            if (parts.size() > 1) {
                throw new IOException("Cannot read " + document + ": it has several parts, with --- between them");
            }
            return parts;
        } catch (RuntimeException malformed) { // of the parser
            throw new IOException("Cannot read " + document + ": " + malformed.getMessage(), malformed);
        }
    }
}
