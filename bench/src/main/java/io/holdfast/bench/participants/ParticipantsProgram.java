// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.participants;

import org.apache.dubbo.config.spring.context.annotation.EnableDubbo;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The participants of the orders that ./benchmark places, in one process, with the library for participants and Seata's
 * client. Runs on the libraries and the settings of a sample; its database is in memory.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableDubbo(scanBasePackages = "io.holdfast.bench.participants")
public class ParticipantsProgram {
    /** What it says when it can be called. */
    public static final String READY = "participants: ready";

    /** Takes the settings of Spring Boot, of which {@code sample.coordinator} and the ports are needed. */
    public static void main(String[] arguments) {
        SpringApplication.run(ParticipantsProgram.class, arguments);
        System.out.println(READY);
    }

    @Bean
    PlainPart plainPart(Effects effects) {
        return new PlainPart(effects);
    }
}
