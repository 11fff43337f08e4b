// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.app;

import io.holdfast.sample.api.InventoryAction;
import io.holdfast.sample.api.PaymentAction;
import org.apache.dubbo.config.spring.ReferenceBean;
import org.apache.dubbo.config.spring.context.annotation.EnableDubbo;
import org.apache.dubbo.config.spring.reference.ReferenceBeanBuilder;
import org.mybatis.spring.annotation.MapperScan;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The order service: HTTP to order, Dubbo Triple for callers that run the global transaction themselves. */
@SpringBootApplication(scanBasePackages = "io.holdfast.sample.order")
@EnableDubbo(scanBasePackages = "io.holdfast.sample.order.tcc")
@MapperScan("io.holdfast.sample.order.domain")
public class OrderApplication {

    public static void main(String[] args) {
        // H2 shares its file with other processes through a small server of its own, which would listen on every
        // address of the machine. H2 reads this once, when its classes load.
        System.setProperty("h2.bindAddress", "127.0.0.1");
        SpringApplication.run(OrderApplication.class, args);
    }

    @Bean
    ReferenceBean<InventoryAction> inventory(@Value("${sample.inventory.url}") String url) {
        return reference(InventoryAction.class, url);
    }

    @Bean
    ReferenceBean<PaymentAction> payment(@Value("${sample.payment.url}") String url) {
        return reference(PaymentAction.class, url);
    }

    private static <T> ReferenceBean<T> reference(Class<T> action, String url) {
        // Where it reads 127.0.0.1, Dubbo dials this machine's outside address, where nobody listens. Written as one
        // number it dials what was meant.
        String dialled = url.replaceFirst("//(127\\.0\\.0\\.1|localhost)(?=[:/])", "//2130706433");
        return new ReferenceBeanBuilder().setInterface(action).setUrl(dialled).build();
    }
}
