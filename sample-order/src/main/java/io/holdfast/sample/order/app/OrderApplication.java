// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.app;

import io.holdfast.api.Transactions;
import io.holdfast.sample.api.InventoryAction;
import io.holdfast.sample.api.PaymentAction;
import java.time.Duration;
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

    /** The coordinator's API; waits a little longer for its answer than the coordinator does for the participants. */
    @Bean
    ReferenceBean<Transactions> coordinator(
            @Value("${sample.coordinator-api}") String url,
            @Value("${sample.order-timeout-millis}") int timeoutMillis) {
        return new ReferenceBeanBuilder()
                .setInterface(Transactions.class)
                .setUrl(dialled(url))
                .setTimeout(timeoutMillis + 10_000)
                .build();
    }

    @Bean
    OneCallSettings oneCallSettings(
            @Value("${sample.order.url}") String orderUrl,
            @Value("${sample.inventory.url}") String inventoryUrl,
            @Value("${sample.payment.url}") String paymentUrl,
            @Value("${sample.order-timeout-millis}") long timeoutMillis) {
        return new OneCallSettings(orderUrl, inventoryUrl, paymentUrl, Duration.ofMillis(timeoutMillis));
    }

    /** @param url empty: whom Dubbo's registry knows */
    private static <T> ReferenceBean<T> reference(Class<T> action, String url) {
        ReferenceBeanBuilder reference = new ReferenceBeanBuilder().setInterface(action);
        return (url.isEmpty() ? reference : reference.setUrl(dialled(url))).build();
    }

    /**
     * Where it reads 127.0.0.1, Dubbo dials this machine's outside address, where nobody listens. Written as one number
     * it dials what was meant.
     */
    private static String dialled(String url) {
        return url.replaceAll("//(127\\.0\\.0\\.1|localhost)(?=[:/])", "//2130706433");
    }
}
