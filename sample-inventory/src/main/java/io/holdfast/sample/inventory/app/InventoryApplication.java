// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.inventory.app;

import org.apache.dubbo.config.spring.context.annotation.EnableDubbo;
import org.mybatis.spring.annotation.MapperScan;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The inventory service: HTTP to look, Dubbo Triple to freeze. */
@SpringBootApplication(scanBasePackages = "io.holdfast.sample.inventory")
@EnableDubbo(scanBasePackages = "io.holdfast.sample.inventory.tcc")
@MapperScan("io.holdfast.sample.inventory.domain")
public class InventoryApplication {

    public static void main(String[] args) {
        // H2 shares its file with other processes through a small server of its own, which would listen on every
        // address of the machine. H2 reads this once, when its classes load.
        System.setProperty("h2.bindAddress", "127.0.0.1");
        SpringApplication.run(InventoryApplication.class, args);
    }
}
