// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import io.holdfast.coordinator.admin.ActionsController;
import io.holdfast.coordinator.admin.AdminProblems;
import io.holdfast.coordinator.admin.LiveStream;
import io.holdfast.coordinator.admin.NodeController;
import io.holdfast.coordinator.admin.OpenApiController;
import io.holdfast.coordinator.admin.OtherProblems;
import io.holdfast.coordinator.admin.StatusController;
import io.holdfast.coordinator.admin.TransactionsController;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The admin REST API over the coordinator of this process. */
@Configuration(proxyBeanMethods = false)
class AdminBeans {
    @Bean
    TransactionsController transactionsController(CoordinatorNode node) {
        return new TransactionsController(node.search());
    }

    @Bean
    ActionsController actionsController(CoordinatorNode node) {
        return new ActionsController(node.operated());
    }

    @Bean
    NodeController nodeController(CoordinatorNode node) {
        return new NodeController(node.search(), node, node);
    }

    @Bean
    StatusController statusController(
            CoordinatorNode node, HoldfastSettings settings, ServerProperties server, SslBundles bundles) {
        Examination examination = new Examination(settings, HttpPort.of(server), bundles, System::currentTimeMillis);
        return new StatusController(new NodeCheckup(examination, node, ClientSnippets.of(settings)), node);
    }

    @Bean
    LiveStream liveStream(NodeController figures) {
        return new LiveStream(figures);
    }

    @Bean
    OpenApiController openApiController() {
        return new OpenApiController();
    }

    @Bean
    OtherProblems otherProblems() {
        return new OtherProblems();
    }

    @Bean
    AdminProblems adminProblems() {
        return new AdminProblems();
    }
}
