// SPDX-License-Identifier: Apache-2.0
package io.holdfast.nacos;

import com.alibaba.nacos.core.code.ControllerMethodsCache;
import java.io.IOException;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Nacos itself, registry and configuration, alone and without authentication. It ends when its standard input does, and with
 * that, when whoever started it dies.
 */
@EnableScheduling
@SpringBootApplication(
        scanBasePackages = "com.alibaba.nacos",
        exclude = {
            SecurityAutoConfiguration.class,
            ManagementWebSecurityAutoConfiguration.class,
            UserDetailsServiceAutoConfiguration.class,
            DataSourceAutoConfiguration.class
        })
public class NacosProgram {
    /** @param args a directory for its data, and its port; those 1000 below, 1000 above and 1001 above are its too */
    public static void main(String[] args) throws IOException {
        System.setProperty("nacos.standalone", "true");
        System.setProperty("nacos.home", args[0]);
        System.setProperty("derby.system.home", args[0]); // else its database writes where the process was started
        System.setProperty("nacos.inetutils.ip-address", "127.0.0.1");
        SpringApplication application = new SpringApplication(NacosProgram.class);
        ConfigurableApplicationContext context = application.run(
                "--server.address=127.0.0.1",
                "--server.port=" + args[1],
                "--server.servlet.context-path=/nacos",
                "--server.tomcat.basedir=" + args[0],
                "--nacos.core.auth.enabled=false",
                "--management.metrics.export.elastic.enabled=false",
                "--management.metrics.export.influx.enabled=false");
        ControllerMethodsCache methods = context.getBean(ControllerMethodsCache.class);
        for (String controllers : List.of("core.controller", "naming.controllers", "config.server.controller")) {
            methods.initClassMethod("com.alibaba.nacos." + controllers);
        }
        while (System.in.read() >= 0) {
            // Whoever started it says nothing but the end.
        }
        Runtime.getRuntime().halt(0);
    }
}
