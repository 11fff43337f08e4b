// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.holdfast.api.Begin;
import io.holdfast.api.Branch;
import io.holdfast.api.HttpTarget;
import io.holdfast.api.Submission;
import io.holdfast.api.Transactions;
import io.holdfast.api.TransactionsException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class GrpcFaceIT extends TransactionsContract {
    private ManagedChannel channel;

    @Override
    Transactions connect(int port) {
        channel = NettyChannelBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .usePlaintext()
                .build();
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), TRACE_PARENT);
        return new GrpcClient(
                ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata)));
    }

    @Override
    void disconnect() {
        channel.shutdownNow();
    }

    @Test
    void aRequestBeyondTheLimitIsRefusedAndTheConnectionGoesOn() throws TransactionsException {
        Branch large = Branch.of(HttpTarget.below("http://127.0.0.1:9/stock"), "x".repeat(1_000_000));

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> transactions.submit(Submission.of("order", large)))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessage("RESOURCE_EXHAUSTED: the request is larger than 65536 bytes"
                            + " (holdfast.api.max-request-bytes)");
        }
        assertThat(transactions.begin(Begin.of("order")).xid()).isNotNull();
    }
}
